import Evaluators
import Foundation
import Synchronization

/// Runs the command line on this process's arguments, and does not return.
///
/// - Parameter evaluators: compiled into the program. Each takes the place of the program of the plugin with its id:
///   `plugin.yaml` still says which word it judges and what parameters it has.
public func runOnPace(adding evaluators: [any Evaluator] = []) -> Never {
    compiledIn.withLock { $0 = evaluators }
    OnPace.main()
    exit(0)
}

/// What this program was built with; set once, before any command runs.
let compiledIn = Mutex<[any Evaluator]>([])
