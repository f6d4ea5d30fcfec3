// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "ThirdPartyExporter",
    products: [.library(name: "HubArchive", type: .dynamic, targets: ["HubArchive"])],
    dependencies: [.package(name: "FlavorHost", path: "../../..")],
    targets: [.target(name: "HubArchive", dependencies: [.product(name: "FlavorKit", package: "FlavorHost")])]
)
