import Delivery
import Foundation
import Periods
import Plan
import PluginHost

/// How the plugins of a workspace reach the rest of the program: their secrets, and the outbox that feeds receivers.
extension Session {
    /// Reads secrets from this program's environment and the workspace's files.
    var secrets: SecretReader {
        let root = workspace.root.path
        return { secret throws(SecretTrouble) in
            do throws(DeliveryFailure) {
                return try SecretValue(secret, environment: ProcessInfo.processInfo.environment, root: root).value
            } catch {
                throw SecretTrouble(error.message)
            }
        }
    }

    /// Hands messages of the outbox to plugins.
    var courier: PluginCourier {
        let plugins = plugins
        let secrets = secrets
        return { message, use, now throws(DeliveryFailure) in
            let outcome: PluginReceiver.Outcome
            do throws(PluginFailure) {
                outcome = try plugins.deliver(
                    message, use: use, now: Int(now.milliseconds / 1000), secrets: secrets)
            } catch {
                if case .secret(let why) = error { throw DeliveryFailure(.secret, why) }
                throw DeliveryFailure(.plugin, "\(use.plugin) \(error.description)")
            }
            switch outcome {
            case .delivered: return
            case .retry(let why, let after):
                let time = after.map { Instant(milliseconds: now.milliseconds &+ Int64($0) * 1000) }
                throw DeliveryFailure(.receiver, "try again later: \(why)", notBefore: time)
            case .refused(let why):
                throw DeliveryFailure(.receiver, "refused: \(why)", isFinal: true)
            }
        }
    }
}
