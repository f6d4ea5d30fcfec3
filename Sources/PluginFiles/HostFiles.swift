/// What the host writes into a model folder itself, beside the files of a flavor.
package enum HostFiles {
    package static let names: Set = [
        "MLmodel", "conda.yaml", "python_env.yaml", "requirements.txt", "input_example.json",
        "serving_input_example.json",
    ]
}
