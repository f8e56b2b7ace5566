// swift-tools-version: 6.2
import PackageDescription

/// One noun a module; imports go one way, from the floor below to the floor above (Documentation/architecture.md).
let package = Package(
    name: "onpace",
    products: [
        .executable(name: "onpace", targets: ["onpace"]),
        .library(name: "CEL", targets: ["CEL"]),
        .library(name: "Periods", targets: ["Periods"]),
        .library(name: "Evaluators", targets: ["Evaluators"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    ],
    targets: [
        // Floor 1: knows nothing of targets.
        .target(name: "Periods"),
        .target(name: "Statistics"),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .target(name: "PositionedYAML", dependencies: ["CYAML"]),
        .target(name: "Store", dependencies: [.product(name: "GRDB", package: "GRDB.swift")]),

        // Floor 2: what leadership declared, and what was reported.
        .target(
            name: "Plan",
            dependencies: ["Periods", "PositionedYAML", "CEL", .product(name: "Crypto", package: "swift-crypto")]),
        .target(
            name: "Ledger",
            dependencies: ["Periods", "Store", .product(name: "Crypto", package: "swift-crypto")]),

        // Floor 3: series in, assessments out; bytes in, observations out.
        .target(name: "Evaluators", dependencies: ["Plan", "Ledger", "Periods", "Statistics", "CEL"]),
        .target(name: "Intake", dependencies: ["Plan", "Ledger", "Tabular", "CEL", "Periods"]),
    ]
)
