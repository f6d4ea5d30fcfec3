import FlavorKit
import JSON

/// The Python packages with which MLflow would run a model.
public struct ModelEnvironment: Sendable, Hashable {
    /// The version of Python, such as `3.11.7`.
    public var pythonVersion: String
    /// The version of pip, if it is pinned.
    public var pipVersion: String?
    /// The version of setuptools, if it is pinned.
    public var setuptoolsVersion: String?
    /// The version of wheel, if it is pinned.
    public var wheelVersion: String?
    /// The lines of `requirements.txt`.
    public var requirements: [String]

    /// The files in which an environment is written.
    public static let fileNames = ["conda.yaml", "python_env.yaml", "requirements.txt"]

    /// Creates an environment.
    public init(
        pythonVersion: String, pipVersion: String? = nil, setuptoolsVersion: String? = nil,
        wheelVersion: String? = nil, requirements: [String]
    ) {
        self.pythonVersion = pythonVersion
        self.pipVersion = pipVersion
        self.setuptoolsVersion = setuptoolsVersion
        self.wheelVersion = wheelVersion
        self.requirements = requirements
    }

    /// The text of `requirements.txt`, which has no line break at its end.
    public var requirementsText: String { requirements.joined(separator: "\n") }

    /// The text of `conda.yaml`.
    public var condaText: String {
        // The newest pip reaches conda later than PyPI, so that MLflow asks for this one or an older one.
        let pip = pipVersion.map { "pip<=\($0)" } ?? "pip"
        let packages: JSONValue = ["pip": .array(requirements.map { .string($0) })]
        return YAML.text(
            of: JSONObject([
                ("channels", .array(["conda-forge"])),
                ("dependencies", .array([.string("python=\(pythonVersion)"), .string(pip), packages])),
                ("name", "mlflow-env"),
            ]))
    }

    /// The text of `python_env.yaml`.
    public var pythonEnvironmentText: String {
        let tools = [("pip", pipVersion), ("setuptools", setuptoolsVersion), ("wheel", wheelVersion)]
        let pinned = tools.map { name, version in JSONValue.string(version.map { "\(name)==\($0)" } ?? name) }
        return YAML.text(
            of: JSONObject([
                ("python", .string(pythonVersion)), ("build_dependencies", .array(pinned)),
                ("dependencies", .array(["-r requirements.txt"])),
            ]), sortedKeys: false)
    }

    /// Writes the three files into a model folder.
    package func write(to folder: String) throws(FlavorError) {
        try Files.write(condaText.utf8, to: "\(folder)/conda.yaml")
        try Files.write(pythonEnvironmentText.utf8, to: "\(folder)/python_env.yaml")
        try Files.write(requirementsText.utf8, to: "\(folder)/requirements.txt")
    }
}
