import PositionedYAML

/// The bytes a plan is made of, as read from the workspace; no file system below this point.
public struct PlanSources: Sendable {
    /// `onpace.yaml`.
    public var workspace: SourceFile
    /// Every other YAML file below `Targets/` and `Rules/`, sorted by name.
    public var declarations: [SourceFile]
    /// `Targets/units.csv`, when it is there.
    public var units: SourceFile?

    public init(workspace: SourceFile, declarations: [SourceFile] = [], units: SourceFile? = nil) {
        self.workspace = workspace
        self.declarations = declarations
        self.units = units
    }

    /// The file with this name.
    public func file(named name: String) -> SourceFile? {
        ([workspace] + declarations + (units.map { [$0] } ?? [])).first { $0.name == name }
    }

    var all: [SourceFile] {
        [workspace] + declarations + (units.map { [$0] } ?? [])
    }
}
