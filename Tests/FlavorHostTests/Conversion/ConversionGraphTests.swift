import FlavorKit
import Testing

@testable import FlavorHost

@Suite struct ConversionGraphTests {
    private let graph = ConversionGraph(flavors: [
        flavor("a", exports: ["x"]), flavor("b", saves: ["x"], exports: ["y"]), flavor("c", saves: ["y"]),
        flavor("face", saves: ["mlflow-model"]), flavor("alone"), flavor("other", saves: ["z"], exports: ["y"]),
    ])

    private static func flavor(
        _ id: String, saves: [String] = [], exports: [String] = []
    ) -> FlavorDescriptor {
        FlavorDescriptor(
            id: id, version: "1", summary: "",
            formats: saves.map { .init($0, anyOf: []) }
                + exports.map { .init($0, anyOf: [], save: false, export: true) })
    }

    private func paths(_ formats: [String], _ models: [String], to id: String) -> [[String]] {
        graph.routes(from: formats, models: models, to: Self.target(id, in: graph)).map {
            ConversionPlan(steps: $0.steps).path
        }
    }

    private static func target(_ id: String, in graph: ConversionGraph) -> FlavorDescriptor {
        graph.flavors.first { $0.id == id } ?? flavor(id)
    }

    @Test("The way is the shortest one")
    func shortest() {
        #expect(paths(["mlflow-model"], ["a"], to: "b") == [["a", "x", "b"]])
        #expect(paths(["y"], ["a"], to: "c") == [["y", "c"]])
        #expect(paths(["mlflow-model"], ["a"], to: "face") == [["mlflow-model", "face"]])
    }

    @Test("Ways of the same length are all given")
    func several() {
        #expect(paths(["mlflow-model"], ["b", "other"], to: "c") == [["b", "y", "c"], ["other", "y", "c"]])
    }

    @Test("A way leads through flavors that save from one format and export another")
    func between() {
        #expect(paths(["mlflow-model"], ["a"], to: "c") == [["a", "x", "b", "y", "c"]])
        #expect(paths(["x"], [], to: "face") == [["x", "b", "mlflow-model", "face"]])
    }

    @Test("Where no way leads, the missing edge is named")
    func missing() {
        #expect(paths(["mlflow-model"], ["alone"], to: "c").isEmpty)
        #expect(
            graph.missing(from: ["mlflow-model"], models: ["alone"], to: Self.target("c", in: graph))
                == "no way leads to c, which saves from y: alone exports nothing, and as it is the source is mlflow-model"
        )
        #expect(
            graph.missing(from: [], models: [], to: Self.target("alone", in: graph))
                == "no way leads to alone, which saves from nothing: the source has no MLmodel, and the files of no format that "
                + "an installed flavor saves from")
        #expect(
            graph.missing(from: ["mlflow-model"], models: [], to: Self.target("c", in: graph))
                == "no way leads to c, which saves from y: no installed flavor loads the source, which as it is is mlflow-model"
        )
    }

    @Test("A plan is as good as its worst step, and tells what is lost")
    func plan() {
        var plan = ConversionPlan(steps: [
            .init(flavor: "a", action: .export, format: "x", outcome: ConversionStep(.exact, byteCount: 0)),
            .init(
                flavor: "b", action: .save, format: "x", outcome: ConversionStep(.lossy, loses: ["half"], byteCount: 7)),
        ])
        #expect(plan.fidelity == .lossy && plan.loses == ["half"])
        #expect(
            plan.lines == [
                "a → x → b", "1. a exports x: exact, the files stay where they are",
                "2. b saves from x: lossy (half), 7 bytes",
            ])
        plan.steps[1].outcome = nil
        #expect(plan.fidelity == nil)
        #expect(plan.lines.last == "2. b saves from x: known once the files are there")
        plan.steps[1].isSilent = true
        #expect(plan.fidelity == nil)
        #expect(plan.lines.last == "2. b saves from x: the flavor does not say what it does")
        plan.steps[0].outcome = ConversionStep(.lossy, byteCount: 0)
        #expect(plan.fidelity == .lossy, "it gets no better than that")
    }

    @Test("A proof's verdict follows from what was seen")
    func verdicts() {
        var proof = ConversionProof()
        #expect(proof.verdict == .equal)
        proof.compare([1, -2], [1, -2])
        #expect(proof.verdict == .equal && proof.absoluteDifference == 0)
        proof.compare([1, -2], [1, -2.001])
        #expect(proof.verdict == .agrees)
        proof.compare([1, -2], [1, -2.5])
        #expect(proof.verdict == .differs && proof.absoluteDifference == 0.5 && proof.relativeDifference == 0.25)
        proof.tokenCount = 3
        proof.agreeingCount = 3
        #expect(proof.verdict == .sameTokens)
        proof.agreeingCount = 2
        #expect(proof.verdict == .differs)
        #expect(ConversionProof(unproven: "no").verdict == .unproven)
        // What one list differs by says nothing of the next one, whose numbers are smaller.
        var uneven = ConversionProof()
        uneven.compare([100, -200], [100, -200.1])
        uneven.compare([0.01], [0.01])
        #expect(uneven.verdict == .agrees && abs((uneven.relativeDifference ?? 0) - 0.0005) < 1e-6)
        var fromNothing = ConversionProof()
        fromNothing.compare([0, 0], [0, 5])
        #expect(fromNothing.verdict == .differs && fromNothing.relativeDifference == .infinity)
        var broken = ConversionProof()
        broken.compare([.nan, 1], [1, 1])
        #expect(broken.verdict == .differs)
        var infinite = ConversionProof()
        infinite.compare([1], [.infinity])
        #expect(infinite.verdict == .differs)
        var other = ConversionProof()
        other.compare([1], [])
        #expect(other.verdict == .differs)
    }
}
