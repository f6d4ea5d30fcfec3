import FlavorHost
import FlavorKit
import JSON
import TestSupport
import Testing

/// Tensors that tempt a host into arithmetic without bounds; each in a process of its own, which must live.
@Suite("A plug-in that emits a tensor beyond all bounds")
struct HostileTensorTests {
    @Test("With strides that leave the address space")
    func strides() async {
        await #expect(processExitsWith: .success) {
            let model = try TestHost.open("Misbehaving/TensorHugeStride").loadPlain()
            let error = #expect(throws: FlavorError.self) { try model.predict("x") }
            #expect(error?.message.hasPrefix("plug-in \"tensor-huge-stride\" emitted a value that breaks") == true)
            #expect(error?.message.contains("strides [4611686018427387903]") == true)
        }
    }

    @Test("Of more bytes than any memory holds")
    func vast() async {
        await #expect(processExitsWith: .success) {
            let model = try TestHost.open("Misbehaving/TensorVast").loadPlain()
            let error = #expect(throws: FlavorError.self) { try model.predict("x") }
            #expect(
                error?.message
                    == "plug-in \"tensor-vast\" emitted a value that breaks the contract: there is no memory for a tensor "
                    + "of 576460752303423488 bytes")
        }
    }

    @Test("With a buffer as its owner that is not the host's")
    func foreignOwner() async {
        await #expect(processExitsWith: .success) {
            let model = try TestHost.open("Misbehaving/TensorForeignOwner").loadPlain()
            let error = #expect(throws: FlavorError.self) { try model.predict("x") }
            #expect(
                error?.message
                    == "plug-in \"tensor-foreign-owner\" emitted a value that breaks the contract: a tensor's "
                    + "owner is not a buffer of this host")
        }
    }

    @Test("Empty, with other extents whose product overflows")
    func emptyOverflow() async {
        await #expect(processExitsWith: .success) { try HostileTensorTests.countAndWrite("TensorZeroOverflow") }
    }

    @Test("Empty, with a million million rows")
    func emptyRows() async {
        await #expect(processExitsWith: .success) { try HostileTensorTests.countAndWrite("TensorHugeEmpty") }
    }

    /// Refused or taken, the tensor must neither trap nor fill the memory.
    private static func countAndWrite(_ name: String) throws {
        let model = try TestHost.open("Misbehaving/\(name)").loadPlain()
        guard case .tensor(let tensor) = try? model.predict("x").value else { return }
        #expect(tensor.elementCount == 0)
        #expect(tensor.byteCount == 0)
        #expect(Value.tensor(tensor).json.text(.compact).utf8.count < 1 << 20)
    }
}
