extension Value {
    /// Reads JSON text: whole numbers become `int` (or `uint`, or else `double`), others `double`.
    ///
    /// - Throws: ``CELError`` whose offset points into the text.
    public init(json text: String) throws(CELError) {
        do throws(JSON.Malformed) {
            self = Value(try JSON.parse(text))
        } catch {
            throw CELError(message: "malformed JSON", offset: error.offset, length: 1)
        }
    }

    private init(_ json: JSON) {
        switch json {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .string(let text): self = .string(text)
        case .number(let text):
            if let whole = Int64(text) {
                self = .int(whole)
            } else if let whole = UInt64(text) {
                self = .uint(whole)
            } else {
                self = .double(Double(text) ?? .infinity)
            }
        case .array(let elements): self = .list(elements.map { Value($0) })
        case .object(let members): self = .map(ValueMap(members.map { (.string($0.key), Value($0.value)) }))
        }
    }

    /// The value as JSON, as protocol buffers' JSON has it: bytes in base64, times as text, NaN and infinities as
    /// strings, map keys as strings. An empty optional is null, a type its name.
    public var json: String {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.text
    }

    private func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.raw("null")
        case .bool(let value): writer.raw(value ? "true" : "false")
        case .int(let value): writer.raw(String(value))
        case .uint(let value): writer.raw(String(value))
        case .double(let value):
            // "-0" alone would be read as the int it is not.
            let text = value == 0 && value.sign == .minus ? "-0.0" : Numbers.text(value)
            if value.isFinite { writer.raw(text) } else { writer.string(text) }
        case .string(let value), .type(let value): writer.string(value)
        case .bytes(let value): writer.string(String(decoding: Base64.encode(value), as: UTF8.self))
        case .timestamp(let value): writer.string(value.description)
        case .duration(let value): writer.string(DurationText.text(nanoseconds: value.wholeNanoseconds ?? 0))
        case .address(let value): writer.string(value.description)
        case .network(let value): writer.string(value.description)
        case .optional(let value): value.map { $0.write(to: &writer) } ?? writer.raw("null")
        case .list(let values): writer.sequence("[", values, "]") { $1.write(to: &$0) }
        case .map(let map):
            writer.sequence("{", zip(map.keys, map.values), "}") { writer, entry in
                writer.string(entry.0.keyText)
                writer.raw(": ")
                entry.1.write(to: &writer)
            }
        case .record(let record):
            writer.sequence("{", zip(record.type.fields, record.values), "}") { writer, entry in
                writer.string(entry.0.name)
                writer.raw(": ")
                entry.1.write(to: &writer)
            }
        }
    }

    private var keyText: String {
        switch self {
        case .string(let text): text
        case .bool(let value): value ? "true" : "false"
        case .int(let value): String(value)
        case .uint(let value): String(value)
        default: ""
        }
    }
}
