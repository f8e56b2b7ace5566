import Evaluators

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Runs an evaluator written in Swift as a plugin of its own: answers on standard output what standard input asks.
///
/// ```swift
/// servePlugin(WeightedIndex())
/// ```
///
/// Returns when it is told to shut down or its input ends.
public func servePlugin(_ evaluator: some Evaluator) {
    var server = EvaluatorServer(evaluator: evaluator)
    while !server.isOver, let line = server.nextLine() {
        server.write(server.answer(to: line))
    }
}

/// Answers one message after the other.
struct EvaluatorServer {
    let evaluator: any Evaluator
    private(set) var isOver = false
    private var pending: [UInt8] = []

    init(evaluator: any Evaluator) {
        self.evaluator = evaluator
    }

    mutating func answer(to line: [UInt8]) -> [UInt8] {
        let message: JSONValue
        do throws(MalformedJSON) {
            message = try JSONValue(line)
        } catch {
            return RPC.failure(id: .null, code: RPC.Code.malformed, "byte \(error.offset): \(error.message)")
        }
        let id = message["id"] ?? .null
        switch message["method"]?.string {
        case "initialize":
            return RPC.result(id: id) { json in
                json.raw(#"{"protocol":"#)
                json.number(Double(RPC.protocolVersion))
                json.member("plugin", evaluator.id)
                json.raw(#","capabilities":["evaluate"]}"#)
            }
        case "evaluate":
            return evaluate(message["params"] ?? .null, id: id)
        case "shutdown":
            isOver = true
            return RPC.result(id: id) { $0.raw("null") }
        default:
            return RPC.failure(id: id, code: RPC.Code.unknownMethod, "unknown method")
        }
    }

    private func evaluate(_ params: JSONValue, id: JSONValue) -> [UInt8] {
        let batch: EvaluationBatch
        do throws(ProtocolViolation) {
            batch = try EvaluateRequest.read(params)
        } catch {
            return RPC.failure(id: id, code: RPC.Code.invalidParameters, "the host \(error.message)")
        }
        do throws(EvaluationFailure) {
            let evaluation = try evaluator.evaluation(batch)
            return RPC.result(id: id) { EvaluateAnswer.write(evaluation, of: batch, to: &$0) }
        } catch {
            return RPC.failure(id: id, code: RPC.Code.cannotBeDone, error.message)
        }
    }

    /// The next line without its end; nil when the input is over.
    mutating func nextLine() -> [UInt8]? {
        var searched = 0
        while true {
            if let end = pending[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(pending[..<end])
                pending.removeSubrange(...end)
                return line
            }
            searched = pending.count
            let room = 1 << 16
            let before = pending.count
            pending.append(contentsOf: repeatElement(0, count: room))
            let got = pending.withUnsafeMutableBytes { bytes in
                read(0, bytes.baseAddress.map { $0 + before }, room)
            }
            pending.removeLast(room - max(0, got))
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { return nil }
        }
    }

    func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let count = Self.write(1, buffer.baseAddress.map { $0 + done }, buffer.count - done)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                done += count
            }
        }
    }

    private static func write(_ file: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
        Glibc.write(file, start, count)
        #elseif canImport(Musl)
        Musl.write(file, start, count)
        #else
        Darwin.write(file, start, count)
        #endif
    }
}
