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
                before: ["/given"], environment: ["FLAVOR_PATH": "/one:/two", "HOME": "/home/me"],
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
            let path = FlavorSearchPath.standard(environment: [:], executable: "\(root)/package/.build/release/flavor")
            #expect(path.folders.isEmpty)
        }
    }

    @Test("The walk up ends one level above bin")
    func endsAboveBin() throws {
        try withTemporaryDirectory { root in
            try Files.createFolder("\(root)/prefix/bin")
            try Files.createFolder("\(root)/flavors")
            let executable = "\(root)/prefix/bin/flavor"
            #expect(FlavorSearchPath.standard(environment: [:], executable: executable).folders.isEmpty)
            try Files.createFolder("\(root)/prefix/flavors")
            #expect(
                FlavorSearchPath.standard(environment: [:], executable: executable).folders == [
                    "\(root)/prefix/flavors"
                ])
        }
    }

    @Test("The data folder follows XDG_DATA_HOME")
    func dataHome() {
        let path = FlavorSearchPath.standard(environment: ["XDG_DATA_HOME": "/data", "HOME": "/h"], executable: nil)
        #expect(path.folders == ["/data/flavorhost/flavors"])
    }
}
