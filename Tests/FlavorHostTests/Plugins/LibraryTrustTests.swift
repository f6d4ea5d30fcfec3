import FlavorHost
import FlavorKit
import Glibc
import TestSupport
import Testing

@Suite("A library that others could change is not opened")
struct LibraryTrustTests {
    /// Opens a copy of a good plug-in in folders of its own, after something was done to them.
    private func error(_ spoil: (_ library: String, _ folder: String, _ above: String) -> Void) throws -> (
        error: FlavorError?, library: String, folder: String, above: String
    ) {
        let built = try TestPlugins.build("CLinear")
        return try withTemporaryDirectory { above in
            let folder = "\(above)/flavor"
            let library = "\(folder)/libCLinear.so"
            mkdir(folder, 0o755)
            try writeFile(try readFile(built), to: library)
            chmod(library, 0o755)
            spoil(library, folder, above)
            do {
                _ = try TestHost.make().plugin(atLibrary: library)
                return (nil, library, folder, above)
            } catch let error as FlavorError {
                return (error, library, folder, above)
            }
        }
    }

    @Test("Unless nobody but the user may write, which is how it is built and installed")
    func trusted() throws {
        #expect(try error { _, _, _ in }.error == nil)
        #expect(try error { library, folder, _ in _ = (chmod(library, 0o555), chmod(folder, 0o700)) }.error == nil)
    }

    @Test("When everybody may write to the file")
    func file() throws {
        let found = try error { library, _, _ in chmod(library, 0o777) }
        #expect(found.error?.code == .permissionDenied)
        #expect(
            found.error?.message
                == "\(found.library): everybody may write here, so a flavor from there is not opened: "
                + "run chmod o-w on it"
        )
    }

    @Test("When everybody may write to its folder, or to one above")
    func folders() throws {
        var found = try error { _, folder, _ in chmod(folder, 0o777) }
        #expect(
            found.error?.message
                == "\(found.folder): everybody may write here, so a flavor from there is not opened: "
                + "run chmod o-w on it"
        )
        found = try error { _, _, above in chmod(above, 0o757) }
        #expect(
            found.error?.message
                == "\(found.above): everybody may write here, so a flavor from there is not opened: run chmod o-w on it"
        )
    }

    @Test("Except in a folder like the system's for temporary files, where others cannot replace it")
    func sticky() throws {
        #expect(try error { _, _, above in chmod(above, 0o1777) }.error == nil)
    }

    @Test("By way of a link: the file that it leads to counts")
    func link() throws {
        let built = try TestPlugins.build("CLinear")
        try withTemporaryDirectory { folder in
            let open = "\(folder)/open"
            mkdir(open, 0o755)
            try writeFile(try readFile(built), to: "\(open)/libCLinear.so")
            chmod(open, 0o777)
            let link = "\(folder)/libCLinear.so"
            symlink("\(open)/libCLinear.so", link)
            let error = #expect(throws: FlavorError.self) { try TestHost.make().plugin(atLibrary: link) }
            #expect(error?.message.hasPrefix("\(open): everybody may write here") == true)
        }
    }

    @Test("When it belongs to another user", .enabled(if: geteuid() == 0, "only root can give files away"))
    func owner() throws {
        var found = try error { library, _, _ in chown(library, 54_321, 0) }
        #expect(
            found.error?.message
                == "\(found.library): expected to belong to root or to you, found user 54321: a flavor from there is "
                + "not opened; copy it to a folder of yours")
        found = try error { _, folder, _ in chown(folder, 54_321, 0) }
        #expect(found.error?.message.hasPrefix("\(found.folder): expected to belong to root or to you") == true)
    }

    @Test("When a group of several people may write", .enabled(if: geteuid() == 0, "only root can give files away"))
    func group() throws {
        let found = try error { library, _, _ in _ = (chown(library, 0, 54_321), chmod(library, 0o775)) }
        #expect(
            found.error?.message
                == "\(found.library): its group may write here, so a flavor from there is not opened: "
                + "run chmod g-w on it"
        )
    }
}
