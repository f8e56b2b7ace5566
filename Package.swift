// swift-tools-version: 6.2
import PackageDescription

/// One noun a module. Imports go one way, from a floor to those below it; two modules of one floor do not know each
/// other (Documentation/architecture.md).
let package = Package(
    name: "onpace",
    products: [
        .executable(name: "onpace", targets: ["onpace"]),
        .library(name: "CEL", targets: ["CEL"]),
        .library(name: "Periods", targets: ["Periods"]),
        .library(name: "Statistics", targets: ["Statistics"]),
        .library(name: "Evaluators", targets: ["Evaluators"]),
        .library(name: "PluginKit", targets: ["PluginKit"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    ],
    targets: [
        // The system's libraries; Scripts/set-up installs them.
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),

        // Floor 1: knows nothing of targets.
        .target(name: "Periods"),
        .target(name: "Statistics"),
        .target(name: "CEL", dependencies: ["CRE2"]),
        .target(name: "PositionedYAML", dependencies: ["CYAML"]),
        .target(name: "Tabular", dependencies: ["CZlib"], swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
        .target(
            name: "Store",
            dependencies: [
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),

        // Floor 2: what leadership declared, and what was reported.
        .target(
            name: "Plan",
            dependencies: [
                "CEL", "Periods", "PositionedYAML", "Statistics", "Tabular",
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(
            name: "Ledger",
            dependencies: ["Periods", "Store", .product(name: "Crypto", package: "swift-crypto")]),

        // Floor 3: series in, assessments out; bytes in, observations out.
        .target(name: "Evaluators", dependencies: ["CEL", "Ledger", "Periods", "Plan", "Statistics"]),
        .target(
            name: "Intake",
            dependencies: [
                "CEL", "Ledger", "Periods", "Plan", "PositionedYAML", "Tabular",
                .product(name: "Crypto", package: "swift-crypto"),
            ], swiftSettings: [.enableExperimentalFeature("Lifetimes")]),

        // Floor 4: what to tell, decided; how plugins are spoken to.
        .target(name: "PluginKit", dependencies: ["Evaluators", "Periods", "Plan"]),
        .target(name: "Alerting", dependencies: ["CEL", "Evaluators", "Periods", "Plan"]),

        // Floor 5: every view of a run; every way out; programs of others, held at a distance.
        .target(name: "CSupervisor"),
        .target(
            name: "PluginHost",
            dependencies: ["CCurl", "CSupervisor", "Evaluators", "Periods", "Plan", "PluginKit"]),
        .target(name: "Reports", dependencies: ["Evaluators", "Periods", "Plan", "PositionedYAML"]),
        .target(
            name: "Delivery",
            dependencies: [
                "Alerting", "CCurl", "Evaluators", "Periods", "Plan", "Store",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Mustache", package: "swift-mustache"),
            ]),

        // Floor 6: one run, whole.
        .target(
            name: "Runs",
            dependencies: [
                "Alerting", "Delivery", "Evaluators", "Ledger", "Periods", "Plan", "PositionedYAML", "Reports", "Store",
                .product(name: "Crypto", package: "swift-crypto"),
            ]),

        // Floor 8: words in, words out.
        .target(
            name: "Commands",
            dependencies: [
                "Alerting", "CEL", "Delivery", "Evaluators", "Intake", "Ledger", "Periods", "Plan", "PluginHost",
                "PluginKit", "PositionedYAML", "Reports", "Runs", "Statistics", "Store", "Tabular",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], path: "Sources/onpace"),
        .executableTarget(name: "onpace", dependencies: ["Commands"], path: "Sources/onpace-program"),
        .executableTarget(name: "founding-data", dependencies: ["CZlib", "Periods"]),
        .executableTarget(name: "cel-bench", dependencies: ["CEL"]),
        .executableTarget(
            name: "plugin-bench",
            dependencies: ["Evaluators", "Plan", "PluginHost", "WeightedIndex", "weighted-index"]),

        // An evaluator of one's own: compiled in, and as a program that speaks the protocol.
        .target(name: "WeightedIndex", dependencies: ["Evaluators", "Plan"], path: "Examples/WeightedIndex"),
        .executableTarget(
            name: "weighted-index", dependencies: ["PluginKit", "WeightedIndex"], path: "Examples/weighted-index"),
        .executableTarget(
            name: "onpace-weighted", dependencies: ["Commands", "WeightedIndex"], path: "Examples/onpace-weighted"),

        .target(name: "TestSupport", path: "Tests/Support"),
        .testTarget(name: "PeriodsTests", dependencies: ["Periods"]),
        .testTarget(name: "StatisticsTests", dependencies: ["Statistics"], exclude: ["Fixtures"]),
        .testTarget(name: "CELTests", dependencies: ["CEL"]),
        .testTarget(name: "PositionedYAMLTests", dependencies: ["PositionedYAML", "TestSupport"]),
        .testTarget(name: "TabularTests", dependencies: ["CZlib", "Tabular", "TestSupport"]),
        .testTarget(name: "PlanTests", dependencies: ["Periods", "Plan", "PositionedYAML", "TestSupport", "onpace"]),
        .testTarget(
            name: "EvaluatorsTests",
            dependencies: [
                "CEL", "Evaluators", "Ledger", "Periods", "Plan", "PositionedYAML", "Statistics", "Store",
                "TestSupport",
            ]),
        .testTarget(name: "AlertingTests", dependencies: ["Alerting", "CEL", "Evaluators", "Periods", "Plan"]),
        .testTarget(
            name: "DeliveryTests",
            dependencies: ["Alerting", "Delivery", "Evaluators", "Periods", "Plan", "Store", "TestSupport"]),
        .testTarget(
            name: "ReportsTests", dependencies: ["Evaluators", "Periods", "Plan", "PositionedYAML", "Reports"]),
        .testTarget(name: "LedgerTests", dependencies: ["Ledger", "Periods", "Store", "TestSupport", "onpace"]),
        .testTarget(name: "IntakeTests", dependencies: ["TestSupport", "onpace"]),
        .testTarget(name: "DurabilityTests", dependencies: ["TestSupport", "onpace"]),
        .testTarget(name: "EvalTests", dependencies: ["TestSupport", "onpace"]),
        .testTarget(name: "TranscriptTests", dependencies: ["TestSupport", "onpace"]),
        .testTarget(name: "PluginKitTests", dependencies: ["Evaluators", "Plan", "PluginHost", "PluginKit"]),
        .testTarget(
            name: "PluginHostTests",
            dependencies: [
                "Evaluators", "Periods", "Plan", "PluginHost", "PluginKit", "PositionedYAML", "TestSupport",
                "WeightedIndex", "onpace", "onpace-weighted", "weighted-index",
            ]),
        .testTarget(name: "FoundingTests", dependencies: ["TestSupport", "founding-data", "onpace"]),
        .testTarget(name: "RealDataTests", dependencies: ["Evaluators", "Statistics", "TestSupport", "onpace"]),
    ],
    cxxLanguageStandard: .cxx17
)
