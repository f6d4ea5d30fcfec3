import FlavorKit
import Glibc
import TestSupport
import Testing

@testable import FlavorHost

@Suite("Search path")
struct SearchPathTests {
    @Test("Folders given come first, then the environment's, the user's, and the program's")
    func order() throws {
        try withTemporaryDirectory { root in
            let root = try #require(realpath(root, nil).map { String(cString: $0) })
            try Files.createFolder("\(root)/package/.build/release")
            try Files.createFolder("\(root)/package/flavors")
            try writeFile("", to: "\(root)/package/Package.swift")
            let path = FlavorSearchPath.standard(
                before: ["/given"], environment: { ["FLAVOR_PATH": "/one:/two", "HOME": "/home/me"][$0] },
                executable: "\(root)/package/.build/release/flavor")
            #expect(
                path.folders
                    == [
                        "/given", "/one", "/two", "/home/me/.local/share/flavorhost/flavors", "\(root)/package/flavors",
                    ])
            #expect(path.executableFolder == "\(root)/package/.build/release")
        }
    }

    @Test("The walk up ends at the folder with Package.swift")
    func endsAtPackage() throws {
        try withTemporaryDirectory { root in
            try Files.createFolder("\(root)/flavors")
            try Files.createFolder("\(root)/package/.build/release")
            try writeFile("", to: "\(root)/package/Package.swift")
            let path = FlavorSearchPath.standard(
                environment: { _ in nil }, executable: "\(root)/package/.build/release/flavor")
            #expect(path.folders.isEmpty)
        }
    }

    @Test("The walk up ends one level above bin")
    func endsAboveBin() throws {
        try withTemporaryDirectory { root in
            try Files.createFolder("\(root)/prefix/bin")
            try Files.createFolder("\(root)/flavors")
            let executable = "\(root)/prefix/bin/flavor"
            #expect(FlavorSearchPath.standard(environment: { _ in nil }, executable: executable).folders.isEmpty)
            try Files.createFolder("\(root)/prefix/flavors")
            #expect(
                FlavorSearchPath.standard(environment: { _ in nil }, executable: executable).folders == [
                    "\(root)/prefix/flavors"
                ])
        }
    }

    @Test("A flavor that may not be opened hides no good one further down the path")
    func untrusted() throws {
        try withTemporaryDirectory { root in
            func flavor(_ folder: String, mode: mode_t = 0o755, hasLibrary: Bool = true) throws -> String {
                let place = "\(root)/\(folder)/mine"
                try Files.createFolder(place)
                let descriptor = FlavorDescriptor(id: "mine", version: folder, summary: "")
                try writeFile(
                    PluginManifest(library: "lib.so", descriptor: descriptor).text, to: "\(place)/flavor.json")
                if hasLibrary { try writeFile("", to: "\(place)/lib.so") }
                chmod(place, mode)
                return "\(root)/\(folder)"
            }
            let open = try flavor("open", mode: 0o777)
            let gone = try flavor("gone", hasLibrary: false)
            let good = try flavor("good")
            let second = try flavor("second")
            func version(_ folders: [String]) -> (String?, problems: [String]) {
                let catalogue = PluginCatalogue(FlavorSearchPath(folders: folders))
                return (catalogue["mine"]?.descriptor.version, catalogue.problems.map(\.message))
            }
            #expect(version([open, good]).0 == "good")
            #expect(version([open, good]).problems.count == 1)
            #expect(version([open, good]).problems.first?.contains("everybody may write here") == true)
            #expect(
                version([open, good]).problems.first?.hasSuffix("; \(good)/mine/flavor.json is used instead") == true)
            #expect(version([gone, good]).0 == "good")
            #expect(version([gone, good]).problems.first?.contains("its library lib.so is missing") == true)
            #expect(version([good, second, open]).0 == "good")
            #expect(version([good, second, open]).problems.isEmpty)
            // Where there is no better one, opening it says what is wrong.
            #expect(version([open, gone]).0 == "open")
        }
    }

    @Test("The data folder follows XDG_DATA_HOME")
    func dataHome() {
        let variables = ["XDG_DATA_HOME": "/data", "HOME": "/h"]
        let path = FlavorSearchPath.standard(environment: { variables[$0] }, executable: nil)
        #expect(path.folders == ["/data/flavorhost/flavors"])
    }
}
