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
                    == ["/given", "/one", "/two", "/home/me/.local/share/flavorhost/flavors", "\(root)/package/flavors"])
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
                FlavorSearchPath.standard(environment: [:], executable: executable).folders == ["\(root)/prefix/flavors"])
        }
    }

    @Test("The data folder follows XDG_DATA_HOME")
    func dataHome() {
        let path = FlavorSearchPath.standard(environment: ["XDG_DATA_HOME": "/data", "HOME": "/h"], executable: nil)
        #expect(path.folders == ["/data/flavorhost/flavors"])
    }
}

@Suite("Trust in libraries")
struct LibraryTrustTests {
    private func withLibrary(_ body: (_ library: String, _ folder: String) throws -> Void) throws {
        try withTemporaryDirectory { root in
            let root = try #require(realpath(root, nil).map { String(cString: $0) })
            try Files.createFolder("\(root)/place")
            try writeFile("", to: "\(root)/place/lib.so")
            chmod("\(root)/place/lib.so", 0o755)
            chmod("\(root)/place", 0o755)
            try body("\(root)/place/lib.so", "\(root)/place")
        }
    }

    @Test("A library that only its owner can change is accepted, below a sticky folder too")
    func owned() throws {
        try withLibrary { library, _ in try LibraryTrust.check(library) }
    }

    @Test("A library that everybody may write to is refused")
    func writableLibrary() throws {
        try withLibrary { library, _ in
            chmod(library, 0o757)
            let error = #expect(throws: FlavorError.self) { try LibraryTrust.check(library) }
            #expect(
                error?.message
                    == "\(library): everybody may write here, so a flavor from there is not opened: run chmod o-w on it")
        }
    }

    @Test("A folder that everybody may write to is refused")
    func writableFolder() throws {
        try withLibrary { library, folder in
            chmod(folder, 0o777)
            let error = #expect(throws: FlavorError.self) { try LibraryTrust.check(library) }
            #expect(error?.code == .permissionDenied)
            #expect(error?.message.hasPrefix("\(folder): everybody may write here") == true)
        }
    }

    @Test("A library that belongs to somebody else is refused", .enabled(if: geteuid() == 0, "only root can give files away"))
    func foreignOwner() throws {
        try withLibrary { library, _ in
            #expect(chown(library, 65534, 65534) == 0)
            let error = #expect(throws: FlavorError.self) { try LibraryTrust.check(library) }
            #expect(error?.message.hasPrefix("\(library): expected to belong to root or to you, found user 65534") == true)
        }
    }
}
