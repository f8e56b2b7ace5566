import CCurl
import Plan

/// A connection to one SMTP server, kept open over the messages of one delivery.
///
/// The protocol, TLS and AUTH are libcurl's; this type says what is wanted and tells failures apart by phase.
final class SMTPSession {
    /// How long to wait, in seconds.
    struct Patience: Sendable {
        var connecting = 20
        var answering = 30
        var all = 120
    }

    private let server: Receiver.SMTPServer
    private let username: SecretValue?
    private let password: SecretValue?
    private let handle: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private let trace = SMTPTrace()

    init(
        server: Receiver.SMTPServer, environment: [String: String], root: String, patience: Patience
    ) throws(DeliveryFailure) {
        let isHost =
            !server.host.isEmpty
            && server.host.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "-.:[]".utf8.contains(byte)
                }
            }
        guard isHost, (1...65_535).contains(server.port) else {
            throw DeliveryFailure(.plan, "\"\(server.host):\(server.port)\" is not a host and a port")
        }
        self.server = server
        var (username, password): (SecretValue?, SecretValue?)
        if let secret = server.username { username = try SecretValue(secret, environment: environment, root: root) }
        if let secret = server.password { password = try SecretValue(secret, environment: environment, root: root) }
        (self.username, self.password) = (username, password)
        guard Self.isReady, let handle = curl_easy_init() else {
            throw DeliveryFailure(.connect, "libcurl cannot be started")
        }
        self.handle = handle
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try configure(root: root, patience: patience)
    }

    deinit {
        curl_easy_cleanup(handle)
        errorText.deallocate()
    }

    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    // MARK: Set-up

    private func configure(root: String, patience: Patience) throws(DeliveryFailure) {
        let scheme = server.security == .tls ? "smtps" : "smtp"
        let host = server.host.contains(":") && !server.host.hasPrefix("[") ? "[\(server.host)]" : server.host
        try set(CURLOPT_URL, "\(scheme)://\(host):\(server.port)")
        try set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        // Mail goes to the declared host, whatever proxies the environment names.
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_UPLOAD, 1)
        try set(CURLOPT_VERBOSE, 1)
        try set(CURLOPT_CONNECTTIMEOUT, patience.connecting)
        try set(CURLOPT_SERVER_RESPONSE_TIMEOUT, patience.answering)
        try set(CURLOPT_TIMEOUT, patience.all)
        if server.security == .starttls { try set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)) }
        // Beside the system's: libcurl's own folder of authorities stays in force.
        if let authorities = server.authorities {
            let path = resolve(authorities, under: root)
            _ = try authoritiesExist(path)
            try set(CURLOPT_CAINFO, path)
        }
        if let username { try set(CURLOPT_USERNAME, username.value) }
        if let password { try set(CURLOPT_PASSWORD, password.value) }
        if username != nil { try set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN") }
        try check(onpace_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText))
        try check(onpace_curl_set_tracer(handle, SMTPTrace.callback, Unmanaged.passUnretained(trace).toOpaque()))
    }

    private func authoritiesExist(_ path: String) throws(DeliveryFailure) {
        do {
            _ = try OpenFile.read(path, limit: 16 << 20)
        } catch {
            throw DeliveryFailure(.tls, "the file of authorities cannot be used: \(error.message)")
        }
    }

    private func set(_ option: CURLoption, _ value: String) throws(DeliveryFailure) {
        try check(onpace_curl_set_string(handle, option, value))
    }

    private func set(_ option: CURLoption, _ value: Int) throws(DeliveryFailure) {
        try check(onpace_curl_set_long(handle, option, value))
    }

    private func check(_ code: CURLcode) throws(DeliveryFailure) {
        guard code == CURLE_OK else { throw DeliveryFailure(.connect, "libcurl: \(Self.words(code))") }
    }

    /// Whether the last failure came before any message was spoken of: trying others now would fail alike, and each
    /// would wait as long.
    var refusesAll: Bool { !["MAIL", "RCPT", "DATA", "BDAT"].contains(trace.command) }

    // MARK: Sending

    /// Hands one message to the server, for one recipient.
    func send(_ payload: [UInt8], from: String, to recipient: String) throws(DeliveryFailure) {
        let sender = try Self.mailbox(from, .sender)
        let mailbox = try Self.mailbox(recipient, .recipient)
        try set(CURLOPT_MAIL_FROM, "<\(sender.address)>")
        guard let list = curl_slist_append(nil, "<\(mailbox.address)>") else {
            throw DeliveryFailure(.connect, "there is no memory for the message")
        }
        defer { curl_slist_free_all(list) }
        try check(onpace_curl_set_list(handle, CURLOPT_MAIL_RCPT, list))
        try check(onpace_curl_set_size(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(payload.count)))
        trace.clear()
        errorText[0] = 0
        let code = payload.withUnsafeBytes { bytes in
            var upload = Upload(rest: bytes)
            return withUnsafeMutablePointer(to: &upload) { pointer in
                onpace_curl_set_reader(handle, Upload.callback, pointer)
                return curl_easy_perform(handle)
            }
        }
        guard code != CURLE_OK else { return }
        throw failure(code, recipient: mailbox.address)
    }

    private static func mailbox(_ text: String, _ phase: DeliveryFailure.Phase) throws(DeliveryFailure) -> MailAddress {
        do {
            return try MailAddress(text)
        } catch {
            throw DeliveryFailure(phase, error.description)
        }
    }

    /// What is left of the message; libcurl asks for it piece by piece.
    private struct Upload {
        var rest: UnsafeRawBufferPointer

        static let callback: onpace_curl_reader = { buffer, size, count, context in
            guard let buffer, let upload = context?.assumingMemoryBound(to: Upload.self) else { return 0 }
            let (room, overflow) = size.multipliedReportingOverflow(by: count)
            let piece = upload.pointee.rest.prefix(overflow ? 0 : room)
            UnsafeMutableRawBufferPointer(start: buffer, count: piece.count)
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: piece))
            upload.pointee.rest = UnsafeRawBufferPointer(rebasing: upload.pointee.rest.dropFirst(piece.count))
            return piece.count
        }
    }

    // MARK: Failures

    private func failure(_ code: CURLcode, recipient: String) -> DeliveryFailure {
        let place = "\(server.host):\(server.port)"
        let detail = detail(code)
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            return DeliveryFailure(.connect, "the name \(server.host) is not known")
        case CURLE_COULDNT_CONNECT:
            return DeliveryFailure(.connect, "cannot reach \(place)\(detail)")
        case CURLE_OPERATION_TIMEDOUT:
            return DeliveryFailure(.timeout, "\(place) did not answer in time, \(trace.progress)")
        case CURLE_USE_SSL_FAILED:
            return DeliveryFailure(.tls, "\(place) does not offer STARTTLS, which is required\(detail)")
        case CURLE_PEER_FAILED_VERIFICATION:
            return DeliveryFailure(.tls, "the certificate of \(server.host) cannot be trusted\(detail)")
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_ENGINE_INITFAILED:
            return DeliveryFailure(.tls, "no secure connection to \(place)\(detail)")
        case CURLE_LOGIN_DENIED:
            return DeliveryFailure(.auth, "\(server.host) refused the user name or password\(detail)")
        default:
            return refusal(place: place, recipient: recipient, detail: detail)
        }
    }

    /// A server that answered, but not with yes: the last command says to what.
    private func refusal(place: String, recipient: String, detail: String) -> DeliveryFailure {
        guard trace.isRefusal else {
            return DeliveryFailure(.connect, "\(place) closed the connection, \(trace.progress)\(detail)")
        }
        return switch trace.command {
        case "RCPT": DeliveryFailure(.recipient, "\(server.host) refused the recipient \(recipient)\(detail)")
        case "MAIL": DeliveryFailure(.sender, "\(server.host) refused the sender\(detail)")
        case "AUTH": DeliveryFailure(.auth, "\(server.host) refused the user name or password\(detail)")
        case "STARTTLS": DeliveryFailure(.tls, "\(server.host) refused STARTTLS\(detail)")
        case "DATA", "BDAT": DeliveryFailure(.message, "\(server.host) refused the message\(detail)")
        default: DeliveryFailure(.connect, "\(place) refused to talk\(detail)")
        }
    }

    /// ` (535 5.7.8 …)`: what the server said, else what libcurl says, without the secrets.
    private func detail(_ code: CURLcode) -> String {
        let own = String(cString: errorText)
        var text = trace.isRefusal ? trace.reply : (own.isEmpty ? Self.words(code) : own)
        for secret in [username, password].compactMap({ $0 }) { text = secret.redacted(in: text) }
        return " (\(text.oneLine.trimmed))"
    }

    private static func words(_ code: CURLcode) -> String {
        curl_easy_strerror(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
    }
}

/// What was said last on the wire: the verb of our last command and the server's last answer. Nothing else is kept,
/// so that no user name, password or content can get into an error message.
private final class SMTPTrace {
    private(set) var command = ""
    private(set) var reply = ""
    /// Set by QUIT: libcurl says goodbye before it reports what went wrong, and that is no news.
    private var isOver = false

    private static let verbs = ["EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "BDAT"]

    func clear() {
        command = ""
        reply = ""
        isOver = false
    }

    /// Whether the last answer is a refusal (4xx or 5xx).
    var isRefusal: Bool { reply.hasPrefix("4") || reply.hasPrefix("5") }

    /// How far it came, for people.
    var progress: String { command.isEmpty ? "before anything was said" : "after \(command)" }

    static let callback: onpace_curl_tracer = { _, kind, data, size, context in
        guard let data, let context else { return 0 }
        let trace = Unmanaged<SMTPTrace>.fromOpaque(context).takeUnretainedValue()
        let line = UnsafeRawBufferPointer(start: data, count: min(size, 512))
        if kind == CURLINFO_HEADER_OUT {
            trace.sent(String(decoding: line.prefix(9), as: UTF8.self))
        } else if kind == CURLINFO_HEADER_IN, !trace.isOver {
            trace.reply = String(decoding: line, as: UTF8.self).oneLine.trimmed
        }
        return 0
    }

    private func sent(_ line: String) {
        isOver = isOver || line.hasPrefix("QUIT")
        guard !isOver, let verb = Self.verbs.first(where: line.hasPrefix) else { return }
        command = verb
    }
}
