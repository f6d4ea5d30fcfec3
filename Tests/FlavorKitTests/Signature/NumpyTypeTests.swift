import FlavorKit
import Testing

@Suite("Numpy's names of types")
struct NumpyTypeTests {
    // The names are those of numpy 2.4 on 64-bit Linux.
    @Test(
        "Names, aliases and codes are told by numpy's own name",
        arguments: [
            ("bool", ["bool", "bool_", "?", "b1", "|b1", "<?"]),
            ("int8", ["int8", "byte", "b", "i1"]), ("int16", ["int16", "short", "h", ">i2"]),
            ("int32", ["int32", "intc", "i", "<i4"]),
            ("int64", ["int64", "int", "int_", "long", "longlong", "intp", "q", "=i8"]),
            ("uint8", ["uint8", "ubyte", "B", "u1"]), ("uint16", ["uint16", "ushort", "H"]),
            ("uint32", ["uint32", "uintc", "I"]),
            ("uint64", ["uint64", "uint", "ulong", "Q", "u8"]), ("float16", ["float16", "half", "e", "<f2"]),
            ("float32", ["float32", "single", "f", "<f4", ">f4"]),
            ("float64", ["float64", "float", "double", "d", "f8"]),
            ("float128", ["float128", "longdouble", "g"]), ("complex64", ["complex64", "csingle", "F", "c8"]),
            ("complex128", ["complex128", "complex", "D"]), ("complex256", ["complex256", "G"]),
            ("object", ["object", "object_", "O", "O8"]), ("str", ["str", "str_", "unicode", "U", "<U0"]),
            ("bytes", ["bytes", "bytes_", "S", "a", "a0"]), ("void", ["void", "V"]),
            ("datetime64", ["datetime64", "M", "M8", "<M8", "M8[generic]"]),
            ("datetime64[ns]", ["datetime64[ns]", "M8[ns]", "<M8[1ns]", ">datetime64[ns]", "M8[001ns]"]),
            ("datetime64[25s]", ["datetime64[25s]"]), ("timedelta64[D]", ["timedelta64[D]", "m8[D]"]),
            ("timedelta64", ["m"]),
        ])
    func names(name: String, aliases: [String]) {
        for alias in aliases { #expect(NumpyType(alias)?.name == name, "\(alias)") }
    }

    @Test(
        "What numpy does not know, and text with a width, is no type",
        arguments: [
            "", "float33", "Float32", "FLOAT", "np.float32", "float32 ", " float32", "<float64", "<object", "<U5", "U1",
            "S3", "a10",
            "i3", "b16", "<", "<<f4", "M[ns]", "datetime64[]", "datetime64[zz]", "datetime64[ns", "datetime64[-1s]",
            "datetime64[2147483648s]", "datetime64[ns]x",
        ])
    func unknown(_ text: String) { #expect(NumpyType(text) == nil) }
}
