import ArgumentParser
import CEL
import Foundation

struct Eval: OnPaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Evaluate an expression of the language that rules and formulas are written in.",
        discussion: """
            EXAMPLE
              onpace eval 'pace >= 0.95 && status != "missed"' --bind pace=0.97 --bind status='"on_track"'
            """)

    @Argument(help: "The expression (Documentation/cel.md).")
    var expression: String

    @Option(name: .long, help: ArgumentHelp("A variable and its value as JSON; may be repeated.", valueName: "name=json"))
    var bind: [String] = []

    func execute() throws {
        let screen = Screen()
        do {
            let program = try Environment().compileUnchecked(expression)
            var bindings = program.makeBindings()
            for text in bind {
                guard let split = text.firstIndex(of: "=") else {
                    throw ValidationError("--bind takes NAME=JSON, not \"\(text)\"")
                }
                do throws(CELError) {
                    try bindings.set(String(text[..<split]), Value(json: String(text[text.index(after: split)...])))
                } catch {
                    // Its place is one in the JSON, not in the expression.
                    throw ValidationError("--bind \(text): \(error.message)")
                }
            }
            screen.write(try program.evaluate(bindings).json + "\n")
        } catch let errors as CELErrors {
            for error in errors.errors { screen.say(error.rendered(in: expression)) }
            throw ExitCode.wrongInput
        } catch let error as CELError {
            screen.say(error.rendered(in: expression))
            throw ExitCode.wrongInput
        }
    }
}
