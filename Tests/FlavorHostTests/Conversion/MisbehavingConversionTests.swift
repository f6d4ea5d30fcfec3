import FlavorHost
import FlavorKit
import Glibc
import Synchronization
import TestSupport
import Testing

@Suite("A plug-in that breaks the contract of a conversion")
struct MisbehavingConversionTests {
    /// Expects that a conversion fails with one sentence, again when it is tried again, and leaves nothing.
    private func expect(
        _ fault: Fault, _ request: (ConversionBench) -> ConversionRequest, _ location: SourceLocation = #_sourceLocation
    ) throws {
        try withTemporaryDirectory { folder in
            let bench = try ConversionBench(fault.plugin, in: folder)
            for _ in 0..<2 {
                let error = #expect(throws: FlavorError.self, sourceLocation: location) {
                    _ = try bench.host.convert(request(bench))
                }
                fault.expect(error, library: folder, location)
                #expect(bench.left == [], sourceLocation: location)
            }
            try expectAlive(bench, location)
        }
    }

    /// Expects that the host goes on: a conversion between two that behave works.
    private func expectAlive(_ bench: ConversionBench, _ location: SourceLocation) throws {
        let request = ConversionRequest(
            source: "\(bench.folder)/parts", flavor: ConversionBench.other, destination: "\(bench.folder)/models/good")
        #expect(try bench.host.convert(request).plan.fidelity == .exact, sourceLocation: location)
        #expect(entries(of: "\(bench.folder)/models/good") == ConversionBench.wholeModel, sourceLocation: location)
    }

    static let plans = [
        Fault(
            "PlanText", .internal,
            "plug-in \"plan-text\" answered a plan without exact, numeric or lossy in fidelity"),
        Fault(
            "PlanEmpty", .internal, "plug-in \"plan-empty\" answered a plan without exact, numeric or lossy in fidelity"
        ),
        Fault(
            "PlanFidelity", .internal,
            "plug-in \"plan-fidelity\" answered a plan without exact, numeric or lossy in fidelity"),
        Fault(
            "PlanFidelityKind", .internal,
            "plug-in \"plan-fidelity-kind\" answered a plan without exact, numeric or lossy in fidelity"),
        Fault(
            "PlanLosesText", .internal,
            "plug-in \"plan-loses-text\" answered a plan without a list of at most 100 texts in loses"),
        Fault(
            "PlanLosesMuch", .internal,
            "plug-in \"plan-loses-much\" answered a plan without a list of at most 100 texts in loses"),
        Fault(
            "PlanLosesNumbers", .internal, "plug-in \"plan-loses-numbers\" answered a plan without texts in loses"),
        Fault(
            "PlanBytesNegative", .internal,
            "plug-in \"plan-bytes-negative\" answered a plan without an integer from 0 in bytes"),
        Fault(
            "PlanBytesKind", .internal,
            "plug-in \"plan-bytes-kind\" answered a plan without an integer from 0 in bytes"),
        Fault(
            "PlanBytesMissing", .internal,
            "plug-in \"plan-bytes-missing\" answered a plan without an integer from 0 in bytes"),
        Fault(
            "PlanDeep", .internal,
            "plug-in \"plan-deep\" emitted a value that breaks the contract: the tree is deeper than 128 levels"),
        Fault("PlanNothing", .internal, "plug-in \"plan-nothing\" said it was done but emitted no result"),
        Fault("PlanTwice", .internal, "plug-in \"plan-twice\" emitted 2 results where one was asked for"),
        Fault(
            "PlanFailsSilently", .aborted,
            "plug-in \"plan-fails-silently\" failed with status 10 (aborted) and told no reason"),
        Fault("PlanFails", .unimplemented, "models of wood are not converted"),
        Fault(
            "PlanUnknownStatus", .internal, "plug-in \"plan-unknown-status\" returned the unknown status 4711"),
    ]

    @Test("Plans what is no plan, of an export as of a save", arguments: plans)
    func plan(fault: Fault) throws {
        try expect(fault, \.export)
        try expect(fault, \.save)
        try withTemporaryDirectory { folder in
            let bench = try ConversionBench(fault.plugin, in: folder)
            for request in [bench.export, bench.save] {
                fault.expect(#expect(throws: FlavorError.self) { _ = try bench.host.plan(request) }, library: folder)
            }
        }
    }

    static let exports = [
        Fault("ExportNothing", .internal, "plug-in \"export-nothing\" exported parts without part.txt"),
        Fault("ExportOtherFile", .internal, "plug-in \"export-other-file\" exported parts without part.txt"),
        Fault("ExportFolderForeign", .internal, "plug-in \"export-folder-foreign\" exported parts without part.txt"),
        Fault("ExportText", .internal, "plug-in \"export-text\" answered an export without a map"),
        Fault(
            "ExportFolderKind", .internal,
            "plug-in \"export-folder-kind\" answered an export without the absolute path of a folder in folder"),
        Fault(
            "ExportFolderEmpty", .internal,
            "plug-in \"export-folder-empty\" answered an export without the absolute path of a folder in folder"),
        Fault(
            "ExportFolderRelative", .internal,
            "plug-in \"export-folder-relative\" answered an export without the absolute path of a folder in folder"),
        Fault(
            "ExportFolderAbsent", .internal,
            "plug-in \"export-folder-absent\" answered an export without the absolute path of a folder in folder"),
        Fault(
            "ExportFolderFile", .internal,
            "plug-in \"export-folder-file\" answered an export without the absolute path of a folder in folder"),
        Fault(
            "ExportFolderZero", .internal,
            "plug-in \"export-folder-zero\" answered an export without the absolute path of a folder in folder"),
        Fault(
            "ExportOutside", .internal,
            "plug-in \"export-outside\" wrote stray.txt outside of the folder that it was given"),
        Fault(
            "ExportPipe", .internal,
            "plug-in \"export-pipe\" exported parts with something that is neither file nor folder at part.txt"),
        Fault(
            "ExportSocket", .internal,
            "plug-in \"export-socket\" exported parts with something that is neither file nor folder at inside/socket"),
        Fault(
            "ExportDeletesFolder", .internal,
            "plug-in \"export-deletes-folder\" exported parts and removed the folder that it was to write into"),
        Fault(
            "ExportLinksFolder", .internal,
            "plug-in \"export-links-folder\" exported parts and removed the folder that it was to write into"),
        Fault("ExportFails", .dataLoss, "the second part is damaged"),
        Fault("ExportLocked", .dataLoss, "the rest is damaged"),
        Fault(
            "ExportFailsSilently", .dataLoss,
            "plug-in \"export-fails-silently\" failed with status 15 (dataLoss) and told no reason"),
        Fault(
            "ExportEmitsNothing", .internal, "plug-in \"export-emits-nothing\" said it was done but emitted no result"),
    ]

    @Test("Exports what is no export", arguments: exports)
    func export(fault: Fault) throws { try expect(fault, \.export) }

    @Test("Exports links that cannot be followed", arguments: ["ExportDanglingLink", "ExportLoop"])
    func links(name: String) throws {
        try withTemporaryDirectory { folder in
            let bench = try ConversionBench(name, in: folder)
            let error = #expect(throws: FlavorError.self) { _ = try bench.host.convert(bench.export) }
            let start = "plug-in \"\(bench.id)\" exported parts in a folder that cannot be read: "
            #expect(error?.message.hasPrefix(start) == true, "\(error?.message ?? "")")
            #expect(error?.message.contains(where: \.isNewline) == false)
            #expect(bench.left == [])
        }
    }

    static let tables = [
        Fault(
            "ExportShortTable", .failedPrecondition,
            "plug-in \"export-short-table\": the table of its ability flavor.export/1 lacks one of plan_export, "
                + "export_model: rebuild it against this host's flavor.h"),
        Fault(
            "ExportTinyTable", .failedPrecondition,
            "plug-in \"export-tiny-table\": the table of its ability flavor.export/1 lacks one of plan_export, "
                + "export_model: rebuild it against this host's flavor.h"),
        Fault(
            "ExportNullFunction", .failedPrecondition,
            "plug-in \"export-null-function\": the table of its ability flavor.export/1 lacks one of plan_export, "
                + "export_model: rebuild it against this host's flavor.h"),
        Fault(
            "ExportNullPlan", .failedPrecondition,
            "plug-in \"export-null-plan\": the table of its ability flavor.export/1 lacks one of plan_export, "
                + "export_model: rebuild it against this host's flavor.h"),
        Fault(
            "ExportWithoutAbility", .internal,
            "plug-in \"export-without-ability\" names formats that it exports to, but lacks the ability flavor.export/1"
        ),
    ]

    @Test("Has a table of exports that cannot be used", arguments: tables)
    func exportTable(fault: Fault) throws { try expect(fault, \.export) }

    @Test(
        "Has a table of plans that cannot be used", arguments: ["PlanShortTable", "PlanTinyTable", "PlanNullFunction"])
    func planTable(name: String) throws {
        let id =
            ["PlanShortTable": "plan-short-table", "PlanTinyTable": "plan-tiny-table"][name] ?? "plan-null-function"
        try expect(
            Fault(
                name, .failedPrecondition,
                "plug-in \"\(id)\": the table of its ability flavor.plan/1 lacks plan_save: rebuild it against this host's "
                    + "flavor.h"), \.save)
    }

    static let saves = [
        Fault(
            "SaveLink", .failedPrecondition,
            "a saved model holds files and folders only, found a link or device at part.txt"),
        Fault(
            "SavePipe", .failedPrecondition,
            "a saved model holds files and folders only, found a link or device at part.txt"),
        Fault(
            "SaveDeletesFolder", .notFound, "cannot open %/models/result: no such file or directory"),
        Fault(
            "SaveOwnMLmodel", .failedPrecondition, "cannot open %/models/result/MLmodel: is a directory"),
    ]

    @Test("Saves what is no model folder", arguments: saves)
    func save(fault: Fault) throws { try expect(fault, \.save) }

    // MARK: What is odd and legal

    @Test(
        "Does what is odd and legal",
        arguments: [
            "Converts", "LongAbilities", "ExportFailsThenSucceeds", "ExportEmptyMap", "ExportLinkInside",
            "ExportBeside",
            "ExportProgress", "PlanFailsThenSucceeds", "PlanNullLoses", "PlanExactLoses",
        ])
    func legal(name: String) throws {
        try withTemporaryDirectory { folder in
            let bench = try ConversionBench(name, in: folder)
            let report = try bench.host.convert(bench.export)
            #expect(report.plan.fidelity == .exact && report.proof.verdict == .unproven)
            #expect(bench.left == ["result"])
            #expect(entries(of: "\(folder)/models/result") == ConversionBench.wholeModel)
            #expect(try readFile("\(folder)/models/result/part.txt") == Array("a part\n".utf8))
            _ = try bench.host.load("\(folder)/models/result", flavor: ConversionBench.other)
        }
    }

    @Test("Says it writes more than there is, and loses lines: as lossy as it says, on one line")
    func hugePlan() throws {
        try withTemporaryDirectory { folder in
            let bench = try ConversionBench("PlanHuge", in: folder)
            #expect(
                try bench.host.plan(bench.save).lines == [
                    "parts → plan-huge",
                    "1. plan-huge saves from parts: lossy (the first line the second and \u{1B}[31mred), "
                        + "9223372036854775807 bytes",
                ])
            let error = #expect(throws: FlavorError.self) { _ = try bench.host.convert(bench.save) }
            #expect(error?.message.contains(where: \.isNewline) == false)
            #expect(error?.message.hasSuffix("): add --allow-lossy") == true)
            var request = bench.save
            request.allowsLoss = true
            #expect(try bench.host.convert(request).plan.fidelity == .lossy)
        }
    }

    @Test("Tells of progress that cannot be: each is a line, and the conversion goes on")
    func progress() throws {
        try withTemporaryDirectory { folder in
            let bench = try ConversionBench("ExportProgress", in: folder)
            let stages = Mutex<[String]>([])
            let call = CallOptions(progress: { _, _, stage in stages.withLock { $0.append(stage) } })
            _ = try bench.host.convert(bench.export, call: call)
            let told = stages.withLock { $0 }
            #expect(told.prefix(4) == ["more than all", "all there\u{1B}[2J is", "caf\u{FFFD}", ""])
            #expect(told.count == 6 && told.allSatisfy { $0.count <= 4001 && !$0.contains(where: \.isNewline) })
        }
    }

    @Test("Cannot be asked about another's tokens: that its texts are the same proves nothing")
    func noTeacher() throws {
        try withTemporaryDirectory { folder in
            let bench = try ConversionBench("NoTeacher", in: folder)
            try writeFile("\"x\"", to: "\(folder)/samples.json")
            var request = bench.export
            request.flavor = bench.id
            request.samplesPath = "\(folder)/samples.json"
            let proof = try bench.host.convert(request).proof
            #expect(proof.verdict == .unproven && proof.reason == "the tokens are not mine")
        }
    }

    @Test("Heeds no cancellation: the conversion ends without it, and nothing is left", .timeLimit(.minutes(1)))
    func deaf() throws {
        try withTemporaryDirectory { folder in
            let bench = try ConversionBench("ExportDeaf", in: folder)
            let cancellation = Cancellation()
            // Cancelled as soon as the export says that it goes on.
            let call = CallOptions(cancellation: cancellation, progress: { _, _, _ in cancellation.cancel() })
            let error = #expect(throws: FlavorError.self) { _ = try bench.host.convert(bench.export, call: call) }
            #expect(error == FlavorError(.cancelled, "the call was cancelled"))
            #expect(bench.left == [])
            try expectAlive(bench, #_sourceLocation)
            // Until the plug-in has come to its end, which is written nowhere.
            sleep(3)
            #expect(bench.left == ["good"])
        }
    }

    @Test("Leaves folders that their owner may not write to: they are removed all the same")
    func locked() async throws {
        // Who may do everything is nobody to try this with; the system lets a thread be another user for files.
        try await onOwnThread {
            try withTemporaryDirectory { folder in
                let tree = "\(folder)/tree"
                for path in [tree, "\(tree)/inside"] { try makeFolder(path) }
                try writeFile("x", to: "\(tree)/inside/file")
                for path in [folder, tree, "\(tree)/inside", "\(tree)/inside/file"] where geteuid() == 0 {
                    chown(path, 65_534, 65_534)
                }
                chmod("\(tree)/inside", 0)
                chmod(tree, 0o500)
                if geteuid() == 0 { try Self.actOnFiles(as: 65_534) }
                defer { if geteuid() == 0 { try? Self.actOnFiles(as: 0) } }
                try Files.remove(tree)
                #expect(!exists(tree))
            }
        }
    }

    /// Has the calling thread be another user where files are concerned; the C function is `setfsuid`.
    private static func actOnFiles(as user: uid_t) throws {
        let call = try #require(dlsym(dlopen(nil, RTLD_NOW), "setfsuid"))
        _ = unsafeBitCast(call, to: (@convention(c) (uid_t) -> CInt).self)(user)
    }
}
