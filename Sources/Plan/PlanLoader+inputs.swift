import CEL
import PositionedYAML
import Tabular

/// `inputs:` of `onpace.yaml`.
extension PlanLoader {
    private static let inputKeys = [
        "input", "files", "format", "delimiter", "columns", "constant", "dates", "decimal", "units", "metrics", "where",
        "combine", "unknown_units", "unknown_metrics",
    ]

    func readInputs(_ top: MappingReader) {
        for node in top.list("inputs") ?? [] {
            guard let map = top.reader.mapping(node, known: Self.inputKeys, context: "an input"),
                let id = identifier(map, "input"), declare("input", id, map, key: "input")
            else { continue }
            var input = InputMapping(id: id, files: map.strings("files", orOne: true, required: true) ?? [])
            input.format = map.choice("format")
            input.delimiter = map.string("delimiter").flatMap { delimiter($0, map) } ?? input.delimiter
            readColumns(map, into: &input)
            if let formats = dateFormats(map) { input.dateFormats = formats }
            input.decimalComma = map.choice("decimal", among: ["point", "comma"]) == "comma"
            input.unitCodes = codes(map, "units")
            input.metricCodes = codes(map, "metrics")
            input.filter = filter(map)
            input.combination = map.choice("combine") ?? .error
            input.unknownUnits = map.choice("unknown_units") ?? .error
            input.unknownMetrics = map.choice("unknown_metrics") ?? .error
            inputs.append(input)
        }
    }

    private func delimiter(_ text: String, _ map: MappingReader) -> UInt8? {
        if text == "tab" { return UInt8(ascii: "\t") }
        if let byte = text.utf8.first, text.utf8.count == 1, byte >= 0x20 || byte == UInt8(ascii: "\t"),
            byte != UInt8(ascii: "\"")
        {
            return byte
        }
        map.reader.error(
            "input/delimiter", "a delimiter is one plain character", at: map.range("delimiter"),
            mend: "write \";\" or tab")
        return nil
    }

    private func readColumns(_ map: MappingReader, into input: inout InputMapping) {
        let constant = map.mapping("constant", known: ["unit", "metric", "date"], context: "constant")
        input.constantUnit = constant?.string("unit")
        input.constantDate = constant.flatMap { day($0, "date") }?.description
        let constantMetric = constant?.string("metric")
        guard
            let columns = map.mapping(
                "columns", known: ["date", "unit", "metric", "value", "values"], context: "columns", required: true)
        else { return }
        input.dateColumn = columns.string("date")
        input.unitColumn = columns.string("unit")
        input.metricColumn = columns.string("metric")
        if columns.has("value") == columns.has("values") {
            map.reader.error(
                "input/values", "columns need one of value and values", at: map.range("columns"),
                mend: "write value: COLUMN, or values: {COLUMN: metric}")
        }
        guard !columns.has("value") || !columns.has("values") else { return }
        if let value = columns.string("value") {
            input.valueColumns = [(value, constantMetric)]
            if input.metricColumn == nil, constantMetric == nil {
                map.reader.error(
                    "input/metric", "nothing says which metric the values are", at: columns.range("value"),
                    mend: "add metric: COLUMN, or constant: {metric: ID}")
            }
        } else if let values = columns.mapping("values", context: "values") {
            for entry in values.entries {
                if let metric = values.string(entry.name) { input.valueColumns.append((entry.name, metric)) }
            }
        }
        if input.dateColumn == nil, constant?.has("date") != true {
            map.reader.error(
                "input/date", "nothing says when the values are from", at: map.range("columns"),
                mend: "add date: COLUMN, or constant: {date: 2026-01-05}")
        }
        pendingInputs.append(map)
    }

    private func dateFormats(_ map: MappingReader) -> [String]? {
        guard let formats = words(map, "dates") else { return nil }
        for format in formats {
            do throws(DatePattern.Defect) {
                _ = try DatePattern(format.text)
            } catch {
                map.reader.error(
                    "input/dates", "the date format \"\(format.text)\" cannot be used: \(error)", at: format.range,
                    mend: "write it as dd/MM/yyyy")
            }
        }
        return formats.map(\.text)
    }

    private func codes(_ map: MappingReader, _ key: String) -> [String: String] {
        guard let codes = map.mapping(key, context: "\"\(key)\"") else { return [:] }
        var read: [String: String] = [:]
        for entry in codes.entries { read[entry.name] = codes.string(entry.name) }
        return read
    }

    /// Checks the grammar; the columns are known only with a file.
    private func filter(_ map: MappingReader) -> String? {
        guard let text = map.expression("where"), let node = map.node("where") else { return nil }
        do throws(CELErrors) {
            _ = try Environment().compileUnchecked(text)
            return text
        } catch {
            report(error, id: "input/where", in: node, map.reader)
            return nil
        }
    }

    /// Checks the metrics and units that inputs name, once these are known.
    func checkInputReferences() {
        for map in pendingInputs {
            let constant = map.node("constant")
            let namedMetrics =
                texts(of: map.node("columns").flatMap { value("values", in: $0) })
                + texts(of: map.node("metrics")) + texts(of: constant.flatMap { value("metric", in: $0) })
            for (metric, range) in namedMetrics where !brokenMetrics.contains(metric) {
                if let index = metricIndices[metric] {
                    if !metrics[index].isReported {
                        map.reader.error(
                            "input/derived", "\"\(metric)\" is \(metrics[index].kind.inWords) and cannot be reported",
                            at: range, mend: "report the counts it is made of")
                    }
                } else {
                    unknown("metric", metric, among: metricIndices.keys, at: range, map.reader)
                }
            }
            let namedUnits = texts(of: map.node("units")) + texts(of: constant.flatMap { value("unit", in: $0) })
            for (unit, range) in namedUnits where units.index(of: unit) == nil && !unitsAreBroken {
                unknown("unit", unit, among: units.codes, at: range, map.reader)
            }
        }
    }

    private func value(_ key: String, in node: Node) -> Node? {
        node.entries?.first { $0.key.scalar?.text == key }?.value
    }

    /// A text, or the values of a mapping of texts, with their places.
    private func texts(of node: Node?) -> [(text: String, range: SourceRange)] {
        guard let node else { return [] }
        let nodes = node.entries?.map(\.value) ?? [node]
        return nodes.compactMap { node in node.scalar.map { ($0.text, node.range) } }
    }
}
