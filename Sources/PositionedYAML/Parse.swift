internal import CYAML

/// Reads a file's one YAML document.
///
/// All mistakes that do not stop the reading are reported together (duplicate keys, tags, merge keys); after a mistake
/// of syntax there is no node. A file without content gives neither node nor diagnostics.
public func parse(_ source: SourceFile, limits: Limits = .default) -> (node: Node?, diagnostics: [Diagnostic]) {
    if let refusal = TextCheck.firstDefect(of: source, limits: limits) { return (nil, [refusal]) }
    var builder = NodeBuilder(source: source, limits: limits)
    do throws(Diagnostic) {
        var events = EventStream(source)
        defer { events.close() }
        while try events.next({ event throws(Diagnostic) in try builder.take(event) }) {}
        return (builder.root, builder.diagnostics)
    } catch {
        return (nil, builder.diagnostics + [error])
    }
}

/// libyaml's parser over a file's bytes.
private struct EventStream {
    private let source: SourceFile
    private var cursor: MarkCursor
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    init(_ source: SourceFile) {
        self.source = source
        cursor = MarkCursor(source)
        // Both are allocated because libyaml keeps pointers into them between calls.
        parser = .allocate(capacity: 1)
        input = .allocate(capacity: max(source.bytes.count, 1))
        _ = input.initialize(from: source.bytes)
        if yaml_parser_initialize(parser) == 1 {
            yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
            yaml_parser_set_input_string(parser, input.baseAddress, source.bytes.count)
        }
    }

    /// Gives the next event to `body`; false after the last one.
    mutating func next(_ body: (Event) throws(Diagnostic) -> Void) throws(Diagnostic) -> Bool {
        var raw = yaml_event_t()
        guard yaml_parser_parse(parser, &raw) == 1 else { throw SyntaxError.diagnostic(parser.pointee, in: source) }
        defer { yaml_event_delete(&raw) }
        let start = cursor.move(to: Int(raw.start_mark.index))
        let end = cursor.move(to: Int(raw.end_mark.index))
        try body(Event(raw, SourceRange(start, end)))
        return raw.type != YAML_STREAM_END_EVENT
    }

    func close() {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }
}

/// An event in Swift's types.
struct Event {
    enum Kind {
        case scalar(Scalar)
        case sequenceStart, mappingStart, end
        case alias(String)
        case documentStart
        case other
    }

    var kind: Kind
    var range: SourceRange
    var anchor: String?
    var tag: String?
    /// Whether a list or mapping is written with brackets or braces.
    var isFlow = false
}

extension Event {
    init(_ raw: yaml_event_t, _ range: SourceRange) {
        self.range = range
        switch raw.type {
        case YAML_SCALAR_EVENT:
            let scalar = raw.data.scalar
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            kind = .scalar(Scalar(text, style: Scalar.Style(scalar.style)))
            anchor = string(scalar.anchor)
            tag = string(scalar.tag)
        case YAML_SEQUENCE_START_EVENT:
            kind = .sequenceStart
            anchor = string(raw.data.sequence_start.anchor)
            tag = string(raw.data.sequence_start.tag)
            isFlow = raw.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
        case YAML_MAPPING_START_EVENT:
            kind = .mappingStart
            anchor = string(raw.data.mapping_start.anchor)
            tag = string(raw.data.mapping_start.tag)
            isFlow = raw.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            kind = .end
        case YAML_ALIAS_EVENT:
            kind = .alias(string(raw.data.alias.anchor) ?? "")
        case YAML_DOCUMENT_START_EVENT:
            kind = .documentStart
        default:
            kind = .other
        }
    }
}

extension Scalar.Style {
    init(_ style: yaml_scalar_style_t) {
        self =
            switch style {
            case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
            case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
            case YAML_LITERAL_SCALAR_STYLE: .literal
            case YAML_FOLDED_SCALAR_STYLE: .folded
            default: .plain
            }
    }
}

private func string(_ pointer: UnsafePointer<yaml_char_t>?) -> String? {
    pointer.map { String(cString: $0) }
}
