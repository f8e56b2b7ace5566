/// Values and types in the tagged JSON form of the conformance suite.
enum ConformanceForm {
    struct Unreadable: Error, CustomStringConvertible {
        var description: String
        init(_ description: String) { self.description = description }
    }

    // MARK: Reading

    static func value(_ json: JSON) throws(Unreadable) -> Value {
        guard case .object(let members) = json, let (tag, content) = members.first.map({ ($0.key, $0.value) }) else {
            throw Unreadable("a value has no tag")
        }
        switch (tag, content) {
        case ("null", _): return .null
        case ("bool", .bool(let value)): return .bool(value)
        case ("int", .string(let text)): if let value = Int64(text) { return .int(value) }
        case ("uint", .string(let text)): if let value = UInt64(text) { return .uint(value) }
        case ("double", .string(let text)): if let value = double(text) { return .double(value) }
        case ("string", .string(let text)): return .string(text)
        case ("bytes", .string(let text)): if let bytes = Base64.decode(Array(text.utf8)) { return .bytes(bytes) }
        case ("type", .string(let name)): return .type(name)
        case ("list", .array(let elements)):
            var values: [Value] = []
            for element in elements { values.append(try value(element)) }
            return .list(values)
        case ("map", .array(let entries)):
            var map = ValueMap()
            for entry in entries {
                guard let pair = entry.array, pair.count == 2 else { throw Unreadable("a map's entry is not a pair") }
                map[try value(pair[0])] = try value(pair[1])
            }
            return .map(map)
        case ("timestamp", _):
            if let (seconds, nanos) = time(content), let value = Timestamp(seconds: seconds, nanoseconds: nanos) {
                return .timestamp(value)
            }
        case ("duration", _):
            if let (seconds, nanos) = time(content) { return .duration(.seconds(seconds) + .nanoseconds(Int64(nanos))) }
        default: break
        }
        throw Unreadable("a value of the form \"\(tag)\" is not supported")
    }

    private static func double(_ text: String) -> Double? {
        switch text {
        case "NaN": .nan
        case "Infinity": .infinity
        case "-Infinity": -.infinity
        default: Double(text)
        }
    }

    private static func time(_ json: JSON) -> (Int64, Int32)? {
        guard let seconds = json["seconds"]?.string.flatMap({ Int64($0) }), case .number(let text)? = json["nanos"],
            let nanos = Int32(text)
        else { return nil }
        return (seconds, nanos)
    }

    static func type(_ json: JSON) throws(Unreadable) -> CELType {
        switch json {
        case .string("null"): return .null
        case .string("bool"): return .bool
        case .string("int"): return .int
        case .string("uint"): return .uint
        case .string("double"): return .double
        case .string("string"): return .string
        case .string("bytes"): return .bytes
        case .string("timestamp"): return .timestamp
        case .string("duration"): return .duration
        case .string: return .dyn
        default: break
        }
        guard case .object(let members) = json, let (tag, content) = members.first.map({ ($0.key, $0.value) }) else {
            throw Unreadable("a type has no tag")
        }
        switch (tag, content) {
        case ("list", _): return .list(try type(content))
        case ("map", .array(let pair)) where pair.count == 2: return .map(try type(pair[0]), try type(pair[1]))
        case ("type", _): return .type(try type(content))
        case ("type_param", .string(let name)): return .parameter(name)
        case ("abstract", _):
            var parameters: [CELType] = []
            for parameter in content["params"]?.array ?? [] { parameters.append(try type(parameter)) }
            let name = content["name"]?.string ?? ""
            return name == "optional_type" && parameters.count == 1
                ? .optional(parameters[0]) : .abstract(name, parameters)
        default: throw Unreadable("a type of the form \"\(tag)\" is not supported")
        }
    }

    // MARK: Writing

    static func write(_ value: Value, to writer: inout JSONWriter) {
        func tagged(_ tag: String, _ body: (inout JSONWriter) -> Void) {
            writer.raw("{\"\(tag)\":")
            body(&writer)
            writer.raw("}")
        }
        switch value {
        case .null: tagged("null") { $0.raw("true") }
        case .bool(let value): tagged("bool") { $0.raw(value ? "true" : "false") }
        case .int(let value): tagged("int") { $0.string(String(value)) }
        case .uint(let value): tagged("uint") { $0.string(String(value)) }
        case .double(let value): tagged("double") { $0.string(text(value)) }
        case .string(let value): tagged("string") { $0.string(value) }
        case .bytes(let value): tagged("bytes") { $0.string(String(decoding: Base64.encode(value), as: UTF8.self)) }
        case .type(let name): tagged("type") { $0.string(name) }
        case .list(let values): tagged("list") { $0.sequence("[", values, "]") { write($1, to: &$0) } }
        case .map(let map):
            tagged("map") { writer in
                writer.sequence("[", zip(map.keys, map.values), "]") { writer, entry in
                    writer.sequence("[", [entry.0, entry.1], "]") { write($1, to: &$0) }
                }
            }
        case .timestamp(let value):
            tagged("timestamp") { $0.raw("{\"seconds\":\"\(value.seconds)\",\"nanos\":\(value.nanoseconds)}") }
        case .duration(let value):
            let (seconds, rest) = (value.wholeNanoseconds ?? 0).quotientAndRemainder(dividingBy: 1_000_000_000)
            tagged("duration") { $0.raw("{\"seconds\":\"\(seconds)\",\"nanos\":\(rest)}") }
        case .optional(let value):
            tagged("optional") { writer in value.map { write($0, to: &writer) } ?? writer.raw("null") }
        case .address(let value): tagged("string") { $0.string(value.description) }
        case .network(let value): tagged("string") { $0.string(value.description) }
        case .record(let record):
            tagged("map") { writer in
                writer.sequence("[", zip(record.type.fields, record.values), "]") { writer, entry in
                    writer.sequence("[", [.string(entry.0.name), entry.1], "]") { write($1, to: &$0) }
                }
            }
        }
    }

    private static func text(_ value: Double) -> String {
        value.isFinite ? value.description : Numbers.text(value)
    }

    static func write(_ type: CELType, to writer: inout JSONWriter) {
        func abstract(_ name: String, _ parameters: [CELType]) {
            writer.raw("{\"abstract\":{\"name\":")
            writer.string(name)
            writer.raw(",\"params\":")
            writer.sequence("[", parameters, "]") { write($1, to: &$0) }
            writer.raw("}}")
        }
        switch type {
        case .list(let element):
            writer.raw("{\"list\":")
            write(element, to: &writer)
            writer.raw("}")
        case .map(let key, let value):
            writer.raw("{\"map\":")
            writer.sequence("[", [key, value], "]") { write($1, to: &$0) }
            writer.raw("}")
        case .type(let inner):
            writer.raw("{\"type\":")
            write(inner, to: &writer)
            writer.raw("}")
        case .optional(let wrapped): abstract("optional_type", [wrapped])
        case .abstract(let name, let parameters): abstract(name, parameters)
        case .record(let name): abstract(name, [])
        case .parameter: writer.string("dyn")
        default: writer.string(type.description)
        }
    }
}
