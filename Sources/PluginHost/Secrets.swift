import Plan
import PluginKit

/// Reads the value of a secret, at the moment it is needed; throws words that do not hold it.
public typealias SecretReader = @Sendable (Secret) throws(SecretTrouble) -> String

/// Why a secret could not be read.
public struct SecretTrouble: Error, Sendable {
    public var message: String

    public init(_ message: String) {
        self.message = message
    }
}

/// A use of a plugin with its secrets read: held only while the plugin is asked.
struct OpenedUse {
    private let arguments: PluginArguments
    private let values: [Secret: String]

    init(_ arguments: PluginArguments, _ read: SecretReader) throws(SecretTrouble) {
        self.arguments = arguments
        var values: [Secret: String] = [:]
        for secret in Self.secrets(in: arguments) { values[secret] = try read(secret) }
        self.values = values
    }

    var secrets: [String] { Array(values.values) }

    private static func secrets(in arguments: PluginArguments) -> [Secret] {
        arguments.all.flatMap { argument -> [Secret] in
            switch argument.value {
            case .secret(let secret): [secret]
            case .items(let items): items.flatMap { Self.secrets(in: $0.values) }
            default: []
            }
        }
    }

    /// The values of the parameters as an object, secrets in clear.
    func write(to json: inout JSONOutput) {
        EvaluateRequest.write(revealed(arguments), to: &json)
    }

    private func revealed(_ arguments: PluginArguments) -> PluginArguments {
        var revealed = arguments
        for index in revealed.all.indices {
            switch revealed.all[index].value {
            case .secret(let secret): revealed.all[index].value = .text(values[secret] ?? "")
            case .items(let items):
                revealed.all[index].value = .items(items.map { .init(id: $0.id, values: self.revealed($0.values)) })
            default: break
            }
        }
        return revealed
    }
}
