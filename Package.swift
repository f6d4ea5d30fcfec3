// swift-tools-version: 6.3
import PackageDescription

let root = Context.packageDirectory

/// Whether release builds share the system's Swift runtime, for what cannot be linked with a static one: a toolchain that comes
/// without it, sanitizers, the tests.
let sharesRuntime = Context.environment["FLAVOR_SHARED_RUNTIME"] != nil

/// Flags for linking what is shipped by a release build.
func shipped(_ flags: [String]) -> LinkerSetting {
    .unsafeFlags(sharesRuntime ? [] : flags, .when(configuration: .release))
}

/// Links the Swift runtime and what is used of Foundation into what is shipped.
///
/// The command starts in half the time, and runs where no Swift is installed. Each library has its own copy then, which is all
/// right where nothing but C passes between them.
let standalone = shipped(
    [
        "-static-stdlib",
        // The toolchain's own linker, which does not repeat the C library's advice on functions that Foundation never calls.
        "-use-ld=lld",
        // What Foundation's archives need, which the compiler names for a package that is built static as a whole only.
        "-lCoreFoundation", "-l_FoundationICU", "-l_FoundationCShims", "-l_FoundationCollections",
        // Nothing of the command may be taken for a part of a plug-in.
        "-Xlinker", "--no-export-dynamic",
    ])

/// Keeps all but Foundation's essentials out of a flavor.
///
/// swift-protobuf needs no more, but names the whole, whose archive has a function that the linker takes from there first, and
/// with it 50 MB.
let essentials = shipped([
    "-Xlinker", "--remap-inputs=*/libFoundation.a=/dev/null", "-Xlinker", "-z", "-Xlinker", "defs",
])

/// Leaves the command at the address that it was linked for.
///
/// The 85,000 pointers in its data need no adjusting at each start, which took a third of the time until `main`. Its libraries,
/// plug-ins, heap and stack lie at random addresses as ever.
let fixedAddress = shipped(["-Xclang-linker", "-no-pie"])

/// A shipped flavor: a dynamic library that exports one symbol and that the host never links.
func plugin(_ name: String, dependencies: [Target.Dependency], besides files: [String] = []) -> Target {
    .target(
        name: name,
        dependencies: ["CFlavor", "FlavorKit", "JSON"] + dependencies,
        path: "Plugins/\(name)",
        exclude: ["exports.version", "README.md"] + files,
        linkerSettings: [
            .unsafeFlags([
                "-Xlinker", "--version-script=\(root)/Plugins/\(name)/exports.version", "-Xlinker", "-z", "-Xlinker",
                "nodelete",
            ]),
            standalone, essentials,
        ]
    )
}

let package = Package(
    name: "FlavorHost",
    products: [
        .executable(name: "flavor", targets: ["FlavorCLI"]),
        .executable(name: "FlavorBenchmarks", targets: ["FlavorBenchmarks"]),
        .library(name: "FlavorKit", targets: ["FlavorKit", "CFlavor"]),
        .library(name: "FlavorHost", targets: ["FlavorHost"]),
        .library(name: "FlavorKitTesting", targets: ["FlavorKitTesting"]),
        .library(name: "TransformersPipeline", type: .dynamic, targets: ["TransformersPipeline"]),
        .library(name: "ChatTask", type: .dynamic, targets: ["ChatTask"]),
        .library(name: "OnnxCustomWrapper", type: .dynamic, targets: ["OnnxCustomWrapper"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .target(name: "CFlavor"),
        .target(name: "JSON"),
        .target(name: "FlavorKit", dependencies: ["CFlavor", "CThreads", "JSON"]),
        .target(name: "Safetensors", dependencies: ["JSON"]),
        .target(
            name: "ONNX", dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
            exclude: ["Protobuf/README.md"]),
        .target(name: "ChatTemplates", dependencies: ["JSON"]),
        .target(name: "ToolCalls", dependencies: ["JSON"]),
        .target(name: "CUnicodeTables"),
        .target(name: "Tokenizers", dependencies: ["CUnicodeTables", "JSON"]),
        .target(name: "PluginFiles", dependencies: ["FlavorKit", "JSON"]),
        .target(
            name: "TextGeneration", dependencies: ["ChatTemplates", "FlavorKit", "JSON", "PluginFiles", "Tokenizers"]),
        // Without optimisation the kernels would make a debug build unusable.
        .target(name: "CKernels", cSettings: [.unsafeFlags(["-O2"])]),
        .target(name: "CThreads"),
        .target(name: "CTextScan"),
        .target(name: "ModelBuilder", dependencies: ["CKernels", "JSON", "ModelConfiguration", "ONNX", "Safetensors"]),
        .target(name: "ModelConfiguration", dependencies: ["JSON"]),
        .target(
            name: "FlavorHost",
            dependencies: [
                "CThreads", "CFlavor", "CTextScan", "FlavorKit", "JSON",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Yams", package: "Yams"),
            ]
        ),
        .executableTarget(
            name: "FlavorCLI",
            dependencies: [
                "ChatTemplates", "FlavorHost", "FlavorKit", "JSON", "Tokenizers",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            linkerSettings: [standalone, fixedAddress]
        ),
        .target(name: "FlavorKitTesting", dependencies: ["FlavorHost", "FlavorKit", "JSON"]),
        .executableTarget(
            name: "FlavorBenchmarks", dependencies: ["ChatTemplates", "FlavorHost", "FlavorKit", "JSON", "Tokenizers"]),

        plugin("ChatTask", dependencies: ["ChatTemplates", "PluginFiles", "ToolCalls"]),
        plugin(
            "TransformersPipeline",
            dependencies: [
                "CKernels", "ModelConfiguration", "PluginFiles", "Safetensors", "TextGeneration", "Tokenizers",
            ]),
        .target(name: "COnnxRuntime"),
        plugin(
            "OnnxCustomWrapper",
            dependencies: ["COnnxRuntime", "ModelBuilder", "PluginFiles", "TextGeneration", "Tokenizers"],
            besides: ["fetch-runtime"]),

        .target(name: "TestSupport", path: "Tests/TestSupport"),
        .executableTarget(name: "SaveHelper", dependencies: ["FlavorHost"], path: "Tests/Helpers/SaveHelper"),
        .executableTarget(
            name: "InferenceHelper", dependencies: ["FlavorHost", "FlavorKit", "JSON"],
            path: "Tests/Helpers/InferenceHelper"),
        .executableTarget(
            name: "ModelBuilderHelper", dependencies: ["ModelBuilder"], path: "Tests/Helpers/ModelBuilderHelper"),
        .executableTarget(
            name: "FuzzHelper", dependencies: ["ChatTemplates", "JSON", "TestSupport", "Tokenizers"],
            path: "Tests/Helpers/FuzzHelper"),
        .executableTarget(
            name: "RenderHelper", dependencies: ["ChatTemplates", "JSON"], path: "Tests/Helpers/RenderHelper"),
        .executableTarget(
            name: "GraphHelper", dependencies: ["FlavorHost", "FlavorKit", "JSON"], path: "Tests/Helpers/GraphHelper"),
        .testTarget(name: "CFlavorTests", dependencies: ["CFlavor", "TestSupport"]),
        .testTarget(name: "CKernelsTests", dependencies: ["CKernels"]),
        .testTarget(name: "CTextScanTests", dependencies: ["CTextScan", "JSON", "TestSupport"]),
        .testTarget(name: "JSONTests", dependencies: ["JSON", "TestSupport"]),
        .testTarget(name: "SafetensorsTests", dependencies: ["JSON", "Safetensors", "TestSupport"]),
        .testTarget(name: "ONNXTests", dependencies: ["ONNX", "TestSupport"]),
        .testTarget(
            name: "ModelBuilderTests", dependencies: ["JSON", "ModelBuilder", "ONNX", "Safetensors", "TestSupport"]),
        .testTarget(name: "ModelConfigurationTests", dependencies: ["JSON", "ModelConfiguration"]),
        .testTarget(name: "ToolCallsTests", dependencies: ["JSON", "TestSupport", "ToolCalls"]),
        .testTarget(name: "TokenizersTests", dependencies: ["JSON", "TestSupport", "Tokenizers"]),
        .testTarget(name: "FlavorKitTests", dependencies: ["CFlavor", "FlavorKit", "JSON", "TestSupport"]),
        .testTarget(
            name: "FlavorHostTests",
            dependencies: [
                "CFlavor", "FlavorHost", "FlavorKit", "JSON", "SaveHelper", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(name: "PluginFilesTests", dependencies: ["FlavorHost", "FlavorKit", "PluginFiles", "TestSupport"]),
        .testTarget(
            name: "TextGenerationTests",
            dependencies: ["ChatTemplates", "FlavorKit", "JSON", "TestSupport", "TextGeneration", "Tokenizers"]),
        .testTarget(
            name: "TransformersPipelineTests",
            dependencies: [
                "CFlavor", "CKernels", "FlavorKit", "JSON", "ModelConfiguration", "PluginFiles", "Safetensors",
                "TestSupport", "TextGeneration", "Tokenizers", "TransformersPipeline",
            ]
        ),
        .testTarget(
            name: "ChatTaskTests",
            dependencies: [
                "FlavorHost", "FlavorKit", "JSON", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(
            name: "OnnxCustomWrapperTests",
            dependencies: ["FlavorHost", "FlavorKit", "JSON", "TestSupport"]),
        .testTarget(
            name: "FlavorCLITests", dependencies: ["FlavorCLI", "JSON", "TestSupport"], exclude: ["Snapshots"]),
        .testTarget(
            name: "FlavorConformanceTests",
            dependencies: ["FlavorHost", "FlavorKit", "FlavorKitTesting", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)
