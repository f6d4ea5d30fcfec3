// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "ThirdPartyFlavor",
    products: [.library(name: "ReverseText", type: .dynamic, targets: ["ReverseText"])],
    dependencies: [.package(name: "FlavorHost", path: "../../..")],
    targets: [.target(name: "ReverseText", dependencies: [.product(name: "FlavorKit", package: "FlavorHost")])]
)
