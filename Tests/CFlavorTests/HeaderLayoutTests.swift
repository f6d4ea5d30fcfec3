import CFlavor
import TestSupport
import Testing

@Suite("The header fixes its layout")
struct HeaderLayoutTests {
    @Test("The structs that cross the boundary are there")
    func structs() {
        let names = Set(HeaderStruct.all.map(\.name))
        let growable = Set(HeaderStruct.all.filter(\.isGrowable).map(\.name))
        let expected: Set = [
            "flavor_call", "flavor_sink", "flavor_host", "flavor_plugin", "flavor_save_request", "flavor_load_request",
            "flavor_host_models", "flavor_host_head_start", "flavor_open_request", "flavor_describe", "flavor_plan",
            "flavor_export", "flavor_export_request",
        ]
        #expect(growable == expected)
        #expect(
            names.subtracting(growable) == [
                "flavor_string", "flavor_buffer", "flavor_value", "flavor_entry", "flavor_tensor", "flavor_strings",
            ])
    }

    @Test("Every field's place is asserted", arguments: HeaderStruct.all)
    func offsets(of type: HeaderStruct) {
        #expect(!type.fields.isEmpty)
        for field in type.fields {
            #expect(
                type.file.contains("FLAVOR_OFFSET(\(type.name), \(field.name), "),
                "\(type.name).\(field.name) has no assertion")
        }
    }

    @Test("A struct's size is asserted unless it can grow", arguments: HeaderStruct.all)
    func sizes(of type: HeaderStruct) {
        #expect(type.file.contains("FLAVOR_FROZEN(\(type.name), ") == !type.isGrowable)
    }

    @Test("Every function says on which thread it may be called", arguments: HeaderStruct.all)
    func threads(of type: HeaderStruct) {
        let rules = ["[any-thread]", "[call-thread]", "[one-at-a-time]", "[per-model]"]
        for field in type.fields where field.isFunction {
            #expect(rules.contains { field.comment.contains($0) }, "\(type.name).\(field.name) has no thread rule")
        }
    }

    @Test("A tensor begins as DLPack's DLTensor does")
    func dlpack() {
        #expect(MemoryLayout<flavor_tensor>.offset(of: \.data) == 0)
        #expect(MemoryLayout<flavor_tensor>.offset(of: \.device) == 8)
        #expect(MemoryLayout<flavor_tensor>.offset(of: \.ndim) == 16)
        #expect(MemoryLayout<flavor_tensor>.offset(of: \.dtype) == 20)
        #expect(MemoryLayout<flavor_tensor>.offset(of: \.shape) == 24)
        #expect(MemoryLayout<flavor_tensor>.offset(of: \.strides) == 32)
        #expect(MemoryLayout<flavor_tensor>.offset(of: \.byte_offset) == 40)
        #expect(MemoryLayout<flavor_tensor>.offset(of: \.owner) == 48)
    }
}
