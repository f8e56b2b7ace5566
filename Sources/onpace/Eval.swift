import ArgumentParser
import CEL
import Foundation
import Plan

struct Eval: OnPaceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Evaluate an expression of the language that rules and formulas are written in.",
        discussion: """
            The functions of rules are there, stats.… and spc.… among them (Documentation/cel.md).

            EXAMPLE
              onpace eval 'pace >= 0.95 && status != "missed"' --bind pace=0.97 --bind status='"on_track"'
              onpace eval --type '[1, 2].map(x, x * 2.5)'
              onpace eval --batch tests.jsonl
            """)

    @Argument(help: "The expression.")
    var expression: String?

    @Option(help: ArgumentHelp("A variable and its value as JSON; may be repeated.", valueName: "name=json"))
    var bind: [String] = []

    @Flag(name: .long, help: "Print the checked type instead of the value.")
    var type = false

    @Option(help: ArgumentHelp("Answer a file of tests, one JSON object a line, with one a line.", valueName: "file"))
    var batch: String?

    func validate() throws {
        if (expression == nil) == (batch == nil) { throw ValidationError("eval takes an expression, or --batch FILE") }
    }

    func execute() throws {
        let screen = Screen()
        if let batch {
            try answer(batch, screen)
        } else if let expression {
            try evaluate(expression, screen)
        }
    }

    private func answer(_ file: String, _ screen: Screen) throws {
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
        for line in text.split(separator: "\n") where !line.allSatisfy(\.isWhitespace) {
            screen.write(Conformance.answer(jsonLine: String(line), in: RuleFunctions.environment) + "\n")
        }
    }

    private func evaluate(_ expression: String, _ screen: Screen) throws {
        do {
            var environment = RuleFunctions.environment
            var values: [(name: String, value: Value)] = []
            for text in bind {
                guard let split = text.firstIndex(of: "=") else {
                    throw ValidationError("--bind takes NAME=JSON, not \"\(text)\"")
                }
                let name = String(text[..<split])
                do throws(CELError) {
                    values.append((name, try Value(json: String(text[text.index(after: split)...]))))
                } catch {
                    // Its place is one in the JSON, not in the expression.
                    throw ValidationError("--bind \(text): \(error.message)")
                }
                environment.declare(name, .dyn)
            }
            let program = try environment.compile(expression)
            if type {
                screen.write(program.type.description + "\n")
                return
            }
            var bindings = program.makeBindings()
            for (name, value) in values where bindings.slot(of: name) != nil { try bindings.set(name, value) }
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
