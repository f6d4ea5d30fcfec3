import JSON
import TestSupport
import Testing

@Suite("flavor manifest")
struct ManifestTests {
    static let shipped = entries(of: Flavor.flavors)

    @Test("There are shipped flavors to check")
    func some() { #expect(Self.shipped.contains("transformers-pipeline")) }

    @Test("Prints what is kept beside each shipped flavor", arguments: shipped)
    func tracked(id: String) throws {
        let path = "\(Flavor.flavors)/\(id)/flavor.json"
        let library = try #require(JSONValue(parsing: readFile(path))["library"]?.stringValue)
        let result = try Flavor.runAlone("manifest", "\(Flavor.buildFolder)/\(library)")
        #expect(
            result.output == (try text(of: path)),
            "run .build/debug/flavor manifest .build/debug/\(library) > flavors/\(id)/flavor.json")
        #expect(result.isSuccess && result.errors == "")
    }

    @Test("A missing library is one line of error")
    func missing() throws {
        expectFailure(
            try Flavor.runAlone("manifest", "/nonexistent/libA.so"),
            "/nonexistent/libA.so: no such file: build the flavor or install it again")
    }

    @Test("A file that is no library is one line of error")
    func textFile() throws {
        let path = "\(ExampleModel.folder)/config.json"
        expectFailure(
            try Flavor.runAlone("manifest", path), "\(path): expected a shared library in ELF format, found a text file"
        )
    }
}
