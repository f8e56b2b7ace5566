import PositionedYAML

/// The bytes a plan is made of, as read from the workspace; no file system below this point.
public struct PlanSources: Sendable {
    /// `onpace.yaml`.
    public var workspace: SourceFile
    /// Every other YAML file below `Targets/` and `Rules/`, sorted by name.
    public var declarations: [SourceFile]
    /// `Targets/units.csv`, when it is there.
    public var units: SourceFile?
    /// `Targets/unit-changes.csv`, when it is there.
    public var unitChanges: SourceFile?

    /// Every folder of `Plugins/` with a `plugin.yaml`, sorted by name.
    public var plugins: [PluginFolder]

    /// A plugin's declaration and the digest of everything beside it, so that a changed program is a changed plan.
    public struct PluginFolder: Sendable {
        /// Relative to the workspace: `Plugins/cohort-clearance`.
        public var path: String
        public var manifest: SourceFile
        public var digest: [UInt8]

        public init(path: String, manifest: SourceFile, digest: [UInt8] = []) {
            self.path = path
            self.manifest = manifest
            self.digest = digest
        }
    }

    public init(
        workspace: SourceFile, declarations: [SourceFile] = [], units: SourceFile? = nil,
        unitChanges: SourceFile? = nil, plugins: [PluginFolder] = []
    ) {
        self.plugins = plugins
        self.workspace = workspace
        self.declarations = declarations
        self.units = units
        self.unitChanges = unitChanges
    }

    /// The file with this name.
    public func file(named name: String) -> SourceFile? {
        all.first { $0.name == name }
    }

    var all: [SourceFile] {
        [workspace] + declarations + [units, unitChanges].compactMap { $0 } + plugins.map(\.manifest)
    }
}
