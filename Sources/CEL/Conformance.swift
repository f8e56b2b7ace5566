/// Answers tests written in the JSON-lines form of the specification's conformance suite.
///
/// A line in is `{"id":…,"expr":…,"expect":…}` with optional `container`, `type_env`, `bindings`, `disable_check`,
/// `check_only`; a line out is `{"id":…,"value":V}`, `{"id":…,"error":"…"}` or, when a type is expected,
/// `{"id":…,"type":T}`, values and types tagged as in that form.
public enum Conformance {
    /// The answer to one test. Never fails: a line that cannot be read is answered with an error.
    ///
    /// - Parameter environment: what the expressions may use beside what the test declares.
    public static func answer(jsonLine: String, in environment: Environment = Environment()) -> String {
        var writer = JSONWriter()
        do throws(JSON.Malformed) {
            let test = try JSON.parse(jsonLine)
            writer.raw("{\"id\":")
            writer.string(test["id"]?.string ?? "")
            write(outcome(of: test, in: environment), to: &writer)
        } catch {
            writer.raw("{\"id\":\"\"")
            write(.error(error.description), to: &writer)
        }
        writer.raw("}")
        return writer.text
    }

    private enum Outcome {
        case value(Value)
        case type(CELType)
        case error(String)
    }

    private static func write(_ outcome: Outcome, to writer: inout JSONWriter) {
        switch outcome {
        case .value(let value):
            writer.raw(",\"value\":")
            ConformanceForm.write(value, to: &writer)
        case .type(let type):
            writer.raw(",\"type\":")
            ConformanceForm.write(type, to: &writer)
        case .error(let message):
            writer.raw(",\"error\":")
            writer.string(message)
        }
    }

    private static func outcome(of test: JSON, in base: Environment) -> Outcome {
        guard let source = test["expr"]?.string else { return .error("the test has no \"expr\"") }
        do {
            var environment = base
            environment.container = test["container"]?.string ?? ""
            try declare(test, in: &environment)
            let isUnchecked = test["disable_check"]?.bool ?? false
            let program = try isUnchecked ? environment.compileUnchecked(source) : environment.compile(source)
            if test["expect"]?["kind"]?.string == "typed" { return .type(program.type) }
            var bindings = program.makeBindings()
            if case .object(let members)? = test["bindings"] {
                for member in members where bindings.slot(of: member.key) != nil {
                    // A variable bound to an error stays unbound, which is an error when it is read.
                    if member.value["error"] != nil || member.value["unknown"] != nil { continue }
                    try bindings.set(member.key, try ConformanceForm.value(member.value))
                }
            }
            return .value(try program.evaluate(bindings))
        } catch let errors as CELErrors {
            return .error(errors.rendered(in: source))
        } catch let error as CELError {
            return .error(error.rendered(in: source))
        } catch {
            return .error("\(error)")
        }
    }

    /// Variables and functions of `type_env`, and whatever is bound without being declared.
    private static func declare(_ test: JSON, in environment: inout Environment) throws(ConformanceForm.Unreadable) {
        if case .object(let members)? = test["bindings"] {
            for member in members { environment.declare(member.key, .dyn) }
        }
        for declaration in test["type_env"]?.array ?? [] {
            guard let name = declaration["name"]?.string else {
                throw ConformanceForm.Unreadable("a declaration has no name")
            }
            if let type = declaration["ident"] {
                environment.declare(name, try ConformanceForm.type(type))
                continue
            }
            for isMethod in [false, true] {
                var signatures: [Signature] = []
                for overload in declaration["overloads"]?.array ?? []
                where (overload["instance"]?.bool ?? false) == isMethod {
                    var parameters: [CELType] = []
                    for parameter in overload["params"]?.array ?? [] {
                        parameters.append(try ConformanceForm.type(parameter))
                    }
                    let result = try overload["result"].map { json throws(ConformanceForm.Unreadable) in
                        try ConformanceForm.type(json)
                    }
                    signatures.append(Signature(parameters, result ?? .dyn))
                }
                if !signatures.isEmpty { environment.declareFunction(name, receiver: isMethod, signatures) }
            }
        }
    }
}
