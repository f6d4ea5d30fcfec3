import PluginFiles
import Testing

@testable import FlavorHost

@Suite("Files that a flavor leaves to the host")
struct HostFilesTests {
    @Test("Are those that the host writes")
    func names() {
        let written = [MLmodel.fileName] + ModelEnvironment.fileNames + InputExample.fileNames
        #expect(HostFiles.names == Set(written))
    }
}
