/// What enforcement does beyond comparing types, one decision each.
///
/// The names are those of the documentation's article on signatures. A rule that is left out is not applied: what it
/// accepts is refused, what it refuses is accepted, what it changes stays as it is.
enum EnforcementRule: UInt8, CaseIterable, Sendable {
    // MARK: From a document to a table

    /// A single value is one row of one column.
    case scalarIsOneRow
    /// A list of lists is rows of cells, told by their positions.
    case listsAreRows
    /// Lists that nest as deep as the type of the only column are its cells.
    case listsThatAreCells
    /// A map is one row where a column holds lists or objects.
    case nestedColumnsMakeOneRow
    /// A map whose members are single values and lists of text is one row.
    case singleValuesMakeOneRow
    /// Maps of equal keys in columns of single values are the cells of their rows.
    case mapsOfEqualKeysAreColumns
    /// A map with a map in it is one row.
    case mapsMakeOneRow
    /// A single value beside lists is repeated in every row.
    case singleValuesRepeat
    /// Columns have equally many rows.
    case columnsAreEquallyLong
    /// Under `inputs` and `instances` a list without names is what the only named column holds.
    case listIsTheOnlyColumn
    /// Under `inputs` and `instances` a map needs columns with names.
    case namesNeedNamedColumns

    // MARK: Columns

    /// A required column is there.
    case requiredColumns
    /// Where no value has a name that the schema knows, none was meant for it.
    case unnamedInputIsNotDropped
    /// Columns that the schema does not name are left out.
    case extraColumnsAreLeftOut
    /// Columns stand in the schema's order.
    case columnsInSchemaOrder
    /// Where columns have no names there are at least as many as the schema has.
    case enoughUnnamedColumns

    // MARK: Single values

    /// A whole number with a decimal point is an integer.
    case wholeNumbersAreIntegers
    /// An integer is an `integer` of 32 bits.
    case integersAreNarrowed
    /// Unsigned integers of 64 bits are signed ones.
    case unsignedIntegersAreSigned
    /// An integer fits in 32 bits where its type has no more.
    case integersFit
    /// An integer that a floating-point type holds exactly is one.
    case integersAreNumbers
    /// Under MLflow's own keys an integer is rounded to a floating-point type that does not hold it.
    case integersAreRounded
    /// A number is rounded to a `float`, unless it is too large or too small for one.
    case numbersAreRoundedToFloat
    /// In a column true is 1 and false is 0.
    case booleansAreNumbers
    /// In a column 0 is false and 1 is true.
    case bitsAreBooleans
    /// In a column text that spells a number is the number.
    case textSpellsNumbers
    /// In a column a number is the text that Python prints for it.
    case numbersArePrinted
    /// Cells of several kinds pass a column of text as they are.
    case mixedCellsPassAsText
    /// In a list of texts a number is printed.
    case numbersArePrintedBesideText
    /// Text in ISO 8601 is a datetime.
    case textSpellsTimes
    /// In a column an integer is a datetime's nanoseconds since 1970.
    case integersAreNanoseconds
    /// A datetime is written without a time zone.
    case timesHaveNoZone
    /// In a table binary cells are base64.
    case tableCellsAreBase64
    /// Base64 has no other characters than its own.
    case base64IsWellFormed

    // MARK: Nulls

    /// Null is NaN in a column of floating-point numbers, and in a list of them.
    case nullIsNaN
    /// Null passes a column of booleans, text, bytes or datetimes.
    case nullPasses
    /// Null passes an optional column of integers.
    case nullPassesOptionalIntegers
    /// Null is refused where MLflow would turn it into another value.
    case nullIsNotDamaged
    /// Null passes an optional property, list, object or map, and what an optional list or map holds.
    case nullPassesOptional
    /// Null passes a list or a map of any.
    case nullPassesAny

    // MARK: Nested values

    /// Every required property is there.
    case requiredProperties
    /// No property is there that the schema does not name.
    case knownProperties
    /// A list is given for an array, and an object for an object or a map.
    case kindsOfNestedValues
    /// What arrays, objects and maps hold is enforced.
    case nestedValues

    // MARK: Tensors

    /// A tensor has the shape that is asked for.
    case tensorShape
    /// A tensor's elements are brought into the type that is asked for.
    case tensorType
    /// Nested lists are a tensor.
    case listsAreTensors
    /// Columns of a table are the last dimension of a tensor.
    case columnsAreTensors
    /// The flat lists in a column are reshaped.
    case listsInColumnsAreReshaped
    /// A tensor without a name is the only named one.
    case tensorIsTheOnlyNamed

    // MARK: Parameters

    /// A parameter that is not given has its default.
    case parameterDefaults
    /// A parameter that the signature does not name is left out.
    case unknownParametersAreLeftOut
    /// Null passes for any single parameter and in lists.
    case nullParameters
    /// An integer is a `float` or `double` parameter's number.
    case integerParametersAreNumbers
    /// A parameter's list has one dimension.
    case parameterLists
    /// A parameter has its type.
    case parameterTypes
}
