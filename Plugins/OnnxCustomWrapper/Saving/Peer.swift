/// The versions of the Python packages that saved models are made for.
enum Peer {
    static let mlflow = "3.17.2"
    static let onnx = "1.23.2"
    static let onnxRuntime = "1.31.1"
    static let generate = "0.18.0"
    static let transformers = "5.23.0"
}
