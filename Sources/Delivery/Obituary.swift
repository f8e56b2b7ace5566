import Periods
import Plan

/// What the log files are told of a message that is given up, so that none is lost in silence.
struct Obituary {
    let plan: Plan
    let message: OutgoingMessage
    let failure: DeliveryFailure
    let at: Instant

    /// One line for each log file of the plan; none about a line of a log file itself.
    var messages: [OutgoingMessage] {
        guard message.channel != .log else { return [] }
        return plan.receivers.compactMap { receiver in
            guard case .log(let path, let format) = receiver.channel else { return nil }
            let id = "\(message.id)-given-up-\(hash([receiver.id]))"
            return OutgoingMessage(
                id: id, runID: message.runID, receiver: receiver.id, channel: .log, recipient: path,
                subject: "1 message given up", payload: format == .text ? text(id, receiver.language) : json(id))
        }
    }

    private func text(_ id: String, _ language: Language) -> [UInt8] {
        let time = LocalTime(at, timeZone: plan.timeZone).description
        let words =
            switch language {
            case .vietnamese: "không gửi được tới nơi nhận \(message.receiver), thôi không gửi nữa"
            case .english: "could not be delivered to the receiver \(message.receiver) and is given up"
            }
        let line = "\(time) ERROR undelivered \(message.subject) | \(message.recipient) | \(words): \(failure) #\(id)"
        return Array(line.oneLine.utf8) + [UInt8(ascii: "\n")]
    }

    private func json(_ id: String) -> [UInt8] {
        var line = JSONText()
        line.member("id", id)
        line.member("time", at.description)
        line.member("run", message.runID)
        line.member("transition", "undelivered")
        line.member("severity", "error")
        line.member("receiver", message.receiver)
        line.member("recipient", message.recipient)
        line.member("subject", message.subject)
        line.member("reason", failure.description)
        return line.line()
    }
}
