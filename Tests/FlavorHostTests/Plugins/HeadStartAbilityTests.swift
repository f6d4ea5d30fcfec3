import FlavorHost
import FlavorKit
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
}
