import FlavorHost
import FlavorKit
import Glibc
import TestSupport
import Testing

@Suite("The host's ability to give a head start")
struct HeadStartAbilityTests {
    @Test("Is there in a host that was made for it, and in no other", arguments: [(true, "given"), (false, "none")])
    func ability(givesHeadStart: Bool, answer: String) throws {
        let library = try TestPlugins.build("CHeadStart")
        let host = Host(
            catalogue: PluginCatalogue(FlavorSearchPath(folders: [])), logger: LogLines().logger,
            givesHeadStart: givesHeadStart)
        #expect(throws: FlavorError(.unavailable, "\(library): \(answer)")) { try host.plugin(atLibrary: library) }
    }

    @Test("A library that could not be opened ahead is not tried again for the one who asks first")
    func failure() throws {
        try withTemporaryDirectory { folder in
            let flavors = FlavorFolder(path: "\(folder)/flavors")
            let library = try TestPlugins.build("CHeadStart")
            let descriptor = FlavorDescriptor(
                id: "early", version: "1", summary: "", formats: [.init("note", anyOf: [["*.note"]], inPlace: true)])
            try flavors.add(descriptor, library: library, isInstalled: true)
            try makeFolder("\(folder)/model")
            try writeFile("", to: "\(folder)/model/a.note")
            let host = flavors.host()
            host.openAhead(for: "\(folder)/model")
            let installed = try #require(host.catalogue["early"]?.libraryPath)
            // Another file in its place, which would be refused for another reason; the first one stays mapped.
            #expect(unlink(installed) == 0)
            try writeFile("", to: installed)
            #expect(throws: FlavorError(.unavailable, "\(installed): none")) { try host.plugin("early") }
            #expect(throws: FlavorError.self) { try host.plugin("early") }
        }
    }
}
