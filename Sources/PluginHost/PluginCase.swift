import Plan
import PluginKit

/// One of a plugin's own cases: a question and what its answer must hold.
///
/// ```json
/// {"question": {…}, "answer": {"assessments": [{"unit": "001", "status": "on_track"}]}}
/// {"question": {…}, "refuses": "not reported in the same periods"}
/// ```
///
/// Receivers and sources also get `http`, what servers answer in turn, and sources `rows`, what they must give.
public struct PluginCase: Sendable {
    public var name: String
    private let question: JSONValue
    private let answer: JSONValue?
    private let refusal: String?
    private let exchanges: [JSONValue]
    private let rows: JSONValue?

    /// - Throws: `ProtocolViolation` when the text is no case.
    public init(name: String, json: [UInt8]) throws(ProtocolViolation) {
        let value: JSONValue
        do throws(MalformedJSON) {
            value = try JSONValue(json)
        } catch {
            throw ProtocolViolation("\(name): no JSON at byte \(error.offset): \(error.message)")
        }
        guard let question = value["question"], value["answer"] != nil || value["refuses"]?.string != nil else {
            throw ProtocolViolation("\(name): a case has a question, and an answer or what it refuses")
        }
        self.name = name
        self.question = question
        answer = value["answer"]
        refusal = value["refuses"]?.string
        exchanges = value["http"]?.elements ?? []
        rows = value["rows"]
    }

    func check(_ session: PluginSession) throws(PluginFailure) {
        let script = ScriptedTransport(exchanges)
        let gate = Gate(session.plugin, parameters, authorities: nil, seconds: 60, transport: script)
        let gathering = RowGathering(gate, session.plugin.limits)
        let calls: (any HostCalls)? =
            switch session.plugin.role {
            case .evaluates: nil
            case .delivers: gate
            case .fetches: gathering
            }
        defer { script.close() }
        do throws(PluginFailure) {
            try session.ask(session.plugin.role.capability, secrets: [], calls: calls) {
                $0.value(question)
            } read: { result throws(ProtocolViolation) in
                guard let answer else { throw ProtocolViolation("answered what it should refuse") }
                if let difference = Self.difference(answer, result, at: "") { throw ProtocolViolation(difference) }
            }
        } catch {
            guard let refusal, case .refused(let message) = error else { throw error }
            guard message.contains(refusal) else {
                throw .violation("refuses with \"\(message)\" instead of \"\(refusal)\"")
            }
        }
        if let problem = script.problem { throw .violation(problem) }
        if let rows, let difference = Self.difference(rows, gathering.rows.value, at: "") {
            throw .violation("rows: \(difference)")
        }
    }

    /// The texts among the question's parameters: they say which hosts `"{url}"` stands for.
    private var parameters: PluginArguments {
        PluginArguments(
            (question["parameters"]?.members ?? []).compactMap { member in
                member.value.string.map { .init(member.name, .text($0)) }
            })
    }

    /// The first place where what was answered lacks something of what is wanted; nil when it has it all.
    static func difference(_ wanted: JSONValue, _ answered: JSONValue, at place: String) -> String? {
        if let members = wanted.members {
            for member in members {
                guard let value = answered[member.name] else { return "answered no \(place)\(member.name)" }
                if let found = difference(member.value, value, at: "\(place)\(member.name).") { return found }
            }
            return nil
        }
        if let elements = wanted.elements {
            guard let others = answered.elements, others.count == elements.count else {
                return "answered \(answered.elements?.count ?? 0) of \(elements.count) \(place.dropLast())"
            }
            for (index, (element, other)) in zip(elements, others).enumerated() {
                if let found = difference(element, other, at: "\(place)\(index).") { return found }
            }
            return nil
        }
        if let number = wanted.number, let other = answered.number {
            if abs(number - other) <= 1e-9 * max(1, abs(number)) { return nil }
        } else if wanted == answered {
            return nil
        }
        return "answered \(words(answered)) as \(place.dropLast()), not \(words(wanted))"
    }

    private static func words(_ value: JSONValue) -> String {
        var json = JSONOutput()
        json.value(value)
        return String(String(decoding: json.bytes, as: UTF8.self).prefix(120))
    }
}
