import Testing
import TestSupport

@testable import FlavorHost

/// The documentation's table of departures.
enum DepartureTable {
    /// Whether a row of this name is in the table; without a name there is none.
    static func has(_ row: String?) -> Bool { row.map { rows.contains($0) } ?? false }

    private static let rows = Set((try? read()) ?? [])

    /// The names of all rows.
    static func read() throws -> [String] {
        let path = "\(Fixtures.repository)/Sources/FlavorHost/FlavorHost.docc/signatures.md"
        let lines = String(decoding: try readFile(path), as: UTF8.self).split(separator: "\n").map(String.init)
        let head = try #require(lines.firstIndex { $0.hasPrefix("| rule | example | theirs | ours |") })
        return lines[(head + 2)...].prefix { $0.hasPrefix("|") }.compactMap { line in
            line.split(separator: "|").first?.drop { $0 == " " }.split(separator: " | ").first.map { cell in
                String(cell.reversed().drop { $0 == " " }.reversed())
            }
        }
    }
}

@Suite("The documentation's table of departures", .enabled(if: !Fixtures.isRedirected))
struct DepartureTableTests {
    /// A row: its rule, a golden in which MLflow does otherwise, and whether our host accepts the request.
    struct Row: Sendable, CustomTestStringConvertible {
        let rule: String
        let golden: String
        let isAccepted: Bool
        var testDescription: String { rule }
    }

    static let rows: [Row] = [
        ("integers for numbers", "scalars_dict/double_from_int", true),
        ("numbers for `float`", "scalars_dict/float_from_float", true),
        ("integers for `integer`", "scalars_dict/integer_from_int", true),
        ("unsigned integers", "dataframe_dtypes/df_uint64_to_long", true),
        ("whole numbers for integers", "further/whole_number_for_long", true),
        ("whole numbers for integer parameters", "params/float_for_long", true),
        ("text for datetimes", "dataframe_dtypes/df_str_to_datetime", true),
        ("datetimes written in several ways", "further/datetimes_several_ways", true),
        ("null for optional integers", "columns/optional_long_null", true),
        ("null for `float`", "scalars_dict/float_from_null", true),
        ("null for bytes in a table", "further/null_bytes_in_table", true),
        ("the same within objects, lists and maps", "objects/int_for_double", true),
        ("a map in a row", "arrays_maps_any/map_ok", true),
        ("objects in rows", "further/object_rows_in_instances", true),
        ("an optional list or object missing in some rows", "further/optional_object_in_some_rows", true),
        ("others beside a single value", "serving_other_forms/inputs_unknown_key", true),
        ("several unnamed columns", "further/unnamed_columns_under_inputs", true),
        ("rows that are lists", "further/lists_are_cells", true),
        ("a bare document", "serving_other_forms/no_format", true),
        ("tensors in bare lists", "tensors/list_input", true),
        ("tensors of another number type", "tensors/dtype_wrong", true),
        ("tensors row by row", "further/tensor_rows_under_inputs", true),
        ("tensors column by column", "further/tensor_without_axes_in_instances", true),
        ("text tensors from a table", "further/text_tensor_of_a_table", true),
        ("fractions for integers", "serving_dataframe_split/float_to_long_truncates", false),
        ("numbers beyond the type", "serving_dataframe_split/big_to_integer", false),
        ("text and numbers for booleans", "serving_dataframe_split/str_to_boolean", false),
        ("anything for booleans and bytes", "further/mixed_boolean", false),
        ("null for text, bytes and booleans", "serving_other_forms/inputs_null_string", false),
        ("null in lists", "arrays_maps_any/arr_words_with_null", false),
        ("objects and lists for single values", "further/list_for_text", false),
        ("base64 with foreign characters", "further/base64_bad_character", false),
        ("times with a zone, and other notations", "further/zone_after_hour", false),
        ("years that nanoseconds do not reach", "further/year_beyond_nanoseconds", false),
        ("values without names for optional columns", "further/scalar_for_optional_named", false),
        ("integers beyond 64 bits", "further/big_integer", false),
        ("cells that change their neighbours", "further/any_beside_null", true),
    ].map { Row(rule: $0, golden: $1, isAccepted: $2) }

    /// Rows about schemas; the goldens of their grammar hold the readers of signatures to them.
    static let schemaRows: Set<String> = [
        "schemas: shapes of other than integers", "schemas: numpy types of several fields",
        "schemas: times that are no times",
    ]

    /// Rows about how a text is read; the tests of the readers hold them to it.
    static let readerRows: Set<String> = [
        "a key written twice", "CSV without a header", "CSV cells that pandas takes for null",
        "CSV rows that are too long", "CSV text after a closing quote",
        "CSV beside columns of other than single values", "nulls in CSV columns", "columns of one name",
        "NUL at the end of text", "rows with other keys",
    ]

    @Test("A row says what becomes of its golden here, and MLflow does otherwise", arguments: rows)
    func row(_ row: Row) throws {
        let golden = try #require(EnforcementGolden.all.first { $0.id == row.golden })
        do throws(SchemaMismatch) {
            let ours = try golden.enforce()
            #expect(row.isAccepted)
            #expect(!golden.isAccepted || !golden.matches(ours))
        } catch {
            #expect(!row.isAccepted, "\(error)")
            #expect(golden.isAccepted)
        }
    }

    @Test("The table has these rows and no others")
    func table() throws {
        let table = try DepartureTable.read()
        // The goldens of inference hold the host to theirs.
        let inferenceRows = InferenceDeparture.allCases.map(\.rawValue)
        #expect(
            Set(table) == Set(Self.rows.map(\.rule)).union(Self.readerRows).union(Self.schemaRows).union(inferenceRows))
        #expect(table.count == Set(table).count)
    }
}
