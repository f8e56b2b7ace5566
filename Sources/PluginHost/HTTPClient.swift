import CCurl
import Plan

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// HTTP through libcurl: no proxies, no cookies, no redirects of its own; one connection kept over several exchanges.
final class HTTPClient: HTTPTransport {
    private let handle: UnsafeMutableRawPointer?
    private let errorText: UnsafeMutablePointer<CChar>

    init() {
        handle = Self.isReady ? curl_easy_init() : nil
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        if let handle { curl_easy_cleanup(handle) }
        errorText.deallocate()
    }

    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// What one exchange gathers; libcurl hands it piece by piece.
    private final class Gathering {
        var headers: [HTTPRequest.Header] = []
        var headerBytes = 0
        var body: [UInt8] = []
        let terms: ExchangeTerms
        var isTooLarge = false
        var forbidden: NetworkAddress.Kind?

        static let mostHeaderBytes = 64 << 10

        init(_ terms: ExchangeTerms) { self.terms = terms }

        func take(_ piece: UnsafeRawBufferPointer) -> Bool {
            guard body.count + piece.count <= terms.responseBytes else {
                isTooLarge = true
                return false
            }
            body.append(contentsOf: piece)
            return true
        }

        func take(header piece: UnsafeRawBufferPointer) -> Bool {
            headerBytes += piece.count
            guard headerBytes <= Self.mostHeaderBytes else {
                isTooLarge = true
                return false
            }
            let line = String(decoding: piece, as: UTF8.self).trimmingLineEnd
            // Each answer begins with its status line; only the headers of the last one count.
            if line.hasPrefix("HTTP/") { headers = [] }
            guard let colon = line.firstIndex(of: ":"), !line.hasPrefix("HTTP/") else { return true }
            let name = line[..<colon].lowercased()
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            if let index = headers.firstIndex(where: { $0.name == name }) {
                headers[index].value += ", " + value
            } else {
                headers.append(HTTPRequest.Header(name: name, value: String(value)))
            }
            return true
        }

        func allows(_ address: UnsafePointer<curl_sockaddr>) -> Bool {
            var bytes = [UInt8](repeating: 0, count: 16)
            let count = onpace_curl_address(address, &bytes)
            let kind = NetworkAddress.kind(Array(bytes.prefix(Int(count))))
            guard kind == .link || (kind == .inside && !terms.mayBeInside) else { return true }
            forbidden = kind
            return false
        }
    }

    func perform(_ request: HTTPRequest, _ terms: ExchangeTerms) throws(HTTPTrouble) -> HTTPResponse {
        guard let handle else { throw .unreachable("libcurl cannot be started") }
        curl_easy_reset(handle)
        errorText[0] = 0
        let gathering = Gathering(terms)
        var list: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(list) }
        for line in Self.headerLines(request) {
            guard let longer = curl_slist_append(list, line) else { throw .unreachable("there is no memory for it") }
            list = longer
        }
        let context = Unmanaged.passUnretained(gathering).toOpaque()
        let body = request.body ?? []
        let code = body.withUnsafeBytes { bytes in
            guard configure(handle, request, terms, list, context, bytes) else { return CURLE_FAILED_INIT }
            return curl_easy_perform(handle)
        }
        var status = 0
        _ = onpace_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return try withExtendedLifetime(gathering) { () throws(HTTPTrouble) in
            guard code == CURLE_OK else { throw trouble(code, request.origin, gathering) }
            return HTTPResponse(status: status, headers: gathering.headers, body: gathering.body)
        }
    }

    private static func headerLines(_ request: HTTPRequest) -> [String] {
        var lines = request.headers.map { "\($0.name): \($0.value)" }
        let names = Set(request.headers.map { $0.name.lowercased() })
        if !names.contains("user-agent") { lines.append("User-Agent: OnPace") }
        // libcurl would add these by itself.
        if !names.contains("content-type") { lines.append("Content-Type:") }
        lines.append("Expect:")
        return lines
    }

    private func configure(
        _ handle: UnsafeMutableRawPointer, _ request: HTTPRequest, _ terms: ExchangeTerms,
        _ headers: UnsafeMutablePointer<curl_slist>?, _ context: UnsafeMutableRawPointer,
        _ body: UnsafeRawBufferPointer
    ) -> Bool {
        var codes = [
            onpace_curl_set_string(handle, CURLOPT_URL, request.url),
            onpace_curl_set_string(handle, CURLOPT_PROTOCOLS_STR, request.origin.isSecure ? "https" : "http"),
            // To the declared host, whatever proxies the environment names.
            onpace_curl_set_string(handle, CURLOPT_PROXY, ""),
            onpace_curl_set_string(handle, CURLOPT_ACCEPT_ENCODING, ""),
            onpace_curl_set_long(handle, CURLOPT_PATH_AS_IS, 1),
            onpace_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0),
            onpace_curl_set_long(handle, CURLOPT_NOSIGNAL, 1),
            onpace_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT, min(10, terms.seconds)),
            onpace_curl_set_long(handle, CURLOPT_TIMEOUT, terms.seconds),
            onpace_curl_set_list(handle, CURLOPT_HTTPHEADER, headers),
            onpace_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText),
            onpace_curl_set_body_writer(handle, Self.bodyWriter, context),
            onpace_curl_set_header_writer(handle, Self.headerWriter, context),
            onpace_curl_set_opener(handle, Self.opener, context),
        ]
        if let authorities = terms.authorities {
            codes.append(onpace_curl_set_string(handle, CURLOPT_CAINFO, authorities))
        }
        switch request.method {
        case "GET": codes.append(onpace_curl_set_long(handle, CURLOPT_HTTPGET, 1))
        case "HEAD": codes.append(onpace_curl_set_long(handle, CURLOPT_NOBODY, 1))
        default:
            let start = body.baseAddress.map { UnsafeMutableRawPointer(mutating: $0) }
            codes += [
                onpace_curl_set_long(handle, CURLOPT_POST, 1),
                onpace_curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)),
                start.map { onpace_curl_set_pointer(handle, CURLOPT_POSTFIELDS, $0) }
                    ?? onpace_curl_set_string(handle, CURLOPT_POSTFIELDS, ""),
                onpace_curl_set_string(handle, CURLOPT_CUSTOMREQUEST, request.method),
            ]
        }
        return codes.allSatisfy { $0 == CURLE_OK }
    }

    // MARK: What libcurl calls

    private static let bodyWriter: onpace_curl_writer = { bytes, size, count, context in
        take(bytes, size, count, context) { $0.take($1) }
    }

    private static let headerWriter: onpace_curl_writer = { bytes, size, count, context in
        take(bytes, size, count, context) { $0.take(header: $1) }
    }

    private static func take(
        _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?,
        _ take: (Gathering, UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        let (length, overflow) = size.multipliedReportingOverflow(by: count)
        guard let bytes, let context, !overflow else { return 0 }
        let gathering = Unmanaged<Gathering>.fromOpaque(context).takeUnretainedValue()
        return take(gathering, UnsafeRawBufferPointer(start: bytes, count: length)) ? length : 0
    }

    private static let opener: onpace_curl_opener = { context, _, address in
        guard let context, let address else { return CURL_SOCKET_BAD }
        let gathering = Unmanaged<Gathering>.fromOpaque(context).takeUnretainedValue()
        return gathering.allows(address) ? onpace_curl_open(address) : CURL_SOCKET_BAD
    }

    // MARK: Failures

    private func trouble(_ code: CURLcode, _ origin: Origin, _ gathering: Gathering) -> HTTPTrouble {
        if gathering.isTooLarge {
            return .tooLarge("\(origin) answered more than \(gathering.terms.responseBytes >> 20) MB")
        }
        if let kind = gathering.forbidden {
            return .forbidden(
                kind == .link
                    ? "\(origin) is an address of the link, where nothing is sent"
                    : "\(origin.host) is an address of the house; only a host that onpace.yaml gives may be one")
        }
        let own = String(cString: errorText)
        let words =
            own.isEmpty ? (curl_easy_strerror(code).map { String(cString: $0) } ?? "error \(code.rawValue)") : own
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return .unreachable("the name \(origin.host) is not known")
        case CURLE_OPERATION_TIMEDOUT:
            return .unreachable("\(origin) did not answer within \(gathering.terms.seconds) s")
        case CURLE_PEER_FAILED_VERIFICATION:
            return .unreachable("the certificate of \(origin.host) cannot be trusted (\(words))")
        case CURLE_COULDNT_CONNECT: return .unreachable("cannot reach \(origin) (\(words))")
        default: return .unreachable("\(origin) gave no whole answer (\(words))")
        }
    }
}

extension String {
    fileprivate var trimmingLineEnd: String {
        var text = self[...]
        while let last = text.last, last.isNewline { text.removeLast() }
        return String(text)
    }
}
