import Glibc
import JSON
import TestSupport
import Testing

@Suite("flavor list")
struct ListTests {
    @Test("Prints one line for each flavor")
    func lines() throws {
        let result = try Flavor.run("list")
        #expect(result.isSuccess)
        #expect(result.errors == "")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == entries(of: Flavor.flavors).count)
        #expect(lines.contains { $0.hasPrefix("transformers-pipeline  0.") && $0.hasSuffix(".") })
    }

    @Test("Prints an array of objects with --json")
    func json() throws {
        let result = try Flavor.run("list", "--json")
        #expect(result.isSuccess)
        let rows = try #require(try JSONValue(parsing: result.output).arrayValue)
        let row = try #require(rows.first { $0["id"] == "transformers-pipeline" })
        #expect(row["library"] == .string("\(Flavor.buildFolder)/libTransformersPipeline.so"))
        #expect(row["manifest"]?.stringValue?.hasSuffix("flavors/transformers-pipeline/flavor.json") == true)
        #expect(row["installed"] == false)
    }

    @Test("Says on standard error that there is none")
    func none() throws {
        try withTemporaryDirectory { folder in
            try Flavor.copyExecutable(to: "\(folder)/flavor")
            let result = try runProcess(["\(folder)/flavor", "list"], environment: Flavor.environment)
            #expect(result.outcome == .init(status: 0, output: "", errors: "no flavors are installed\n"))
        }
    }

    @Test("Passes over a manifest that is damaged, with a warning that names it")
    func damagedManifest() throws {
        try withTemporaryDirectory { folder in
            let path = "\(folder)/broken/flavor.json"
            mkdir("\(folder)/broken", 0o755)
            try writeFile("{\"library\": \"libBroken.so\"}", to: path)
            let result = try Flavor.run("list", "--flavors", folder)
            #expect(result.isSuccess)
            #expect(result.output == (try Flavor.run("list").output))
            #expect(result.errors == "warning: \(path): descriptor: expected an object, found nothing\n")
        }
    }

    @Test("Finds flavors one level above bin, and in $FLAVOR_PATH before that")
    func installedLayout() throws {
        try withTemporaryDirectory { folder in
            let installed = try InstalledFlavor(in: folder)
            try Flavor.copyExecutable(to: "\(folder)/bin/flavor")
            let command = ["\(folder)/bin/flavor", "list", "--json"]
            let plain = try runProcess(command, environment: Flavor.environment)
            #expect(
                try JSONValue(parsing: plain.output).arrayValue?.first?["library"]?.stringValue?.hasSuffix(
                    "/flavors/transformers-pipeline/libTransformersPipeline.so") == true)
            #expect(try JSONValue(parsing: plain.output).arrayValue?.first?["installed"] == true)

            mkdir("\(folder)/other", 0o755)
            rename(installed.flavors + "/transformers-pipeline", "\(folder)/other/renamed")
            #expect(try runProcess(command, environment: Flavor.environment).output == "[]\n")
            let environment = Flavor.environment.merging(["FLAVOR_PATH": "/nonexistent:\(folder)/other"]) { $1 }
            let named = try runProcess(command, environment: environment)
            #expect(try JSONValue(parsing: named.output).arrayValue?.first?["id"] == "transformers-pipeline")
        }
    }

    @Test("Looks neither in the working directory nor in a model's folder")
    func modelBringsNoCode() throws {
        try withTemporaryDirectory { folder in
            _ = try InstalledFlavor(in: folder)
            try ExampleModel.copy(to: "\(folder)/model")
            try copyTree("\(folder)/flavors", to: "\(folder)/model/flavors")
            try Flavor.copyExecutable(to: "\(folder)/lone/flavor")
            removeTree("\(folder)/flavors")
            let script = "cd '\(folder)/model' && '\(folder)/lone/flavor' list --json && '\(folder)/lone/flavor' why ."
            let result = try runProcess(["bash", "-c", script], environment: Flavor.environment)
            #expect(result.outcome.status == 1)
            #expect(result.output == "[]\n")
        }
    }
}
