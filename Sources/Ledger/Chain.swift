import Crypto

/// The hash chain over batches: what is hashed, in which order.
///
/// Every field is preceded by its length, so that no two different batches hash the same bytes.
struct Chain {
    private var hasher = SHA256()

    /// Begins the hash of a batch that follows one with hash `previous` (empty for the first).
    init(after previous: [UInt8]) {
        add(previous)
    }

    mutating func add(_ bytes: [UInt8]) {
        withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { hasher.update(bufferPointer: $0) }
        bytes.withUnsafeBytes { hasher.update(bufferPointer: $0) }
    }

    mutating func add(_ text: String) {
        add(Array(text.utf8))
    }

    mutating func add(_ number: Int64) {
        withUnsafeBytes(of: number.littleEndian) { hasher.update(bufferPointer: $0) }
    }

    func finish() -> [UInt8] {
        Array(hasher.finalize())
    }

    /// The hash of a batch's header, the unit codes it introduced, its segments in the order of their metrics, and its
    /// rejections. A batch without any hashes as it did before they were kept.
    static func hash(
        of batch: Batch, after previous: [UInt8], newCodes: [String], segments: [Segment], rejections: [Rejection]
    ) -> [UInt8] {
        var chain = Chain(after: previous)
        chain.add(batch.id)
        chain.add(batch.receivedAt.milliseconds)
        chain.add(batch.source)
        chain.add(batch.digest)
        chain.add(batch.submitter)
        chain.add(Int64(batch.lines))
        chain.add(Int64(batch.values))
        chain.add(Int64(batch.rejected))
        chain.add(Int64(newCodes.count))
        for code in newCodes { chain.add(code) }
        chain.add(Int64(segments.count))
        for segment in segments {
            chain.add(segment.metric)
            chain.add(Int64(segment.count))
            chain.add(Int64(segment.firstDay))
            chain.add(Int64(segment.lastDay))
            chain.add(segment.units)
            chain.add(segment.days)
            chain.add(segment.values)
        }
        if !rejections.isEmpty { chain.add(Int64(rejections.count)) }
        for rejection in rejections {
            chain.add(rejection.metric)
            chain.add(rejection.unit)
            chain.add(Int64(rejection.rows))
        }
        return chain.finish()
    }
}

/// The values of one metric in one batch, packed.
struct Segment {
    var metric: String
    var count: Int
    var firstDay: Int32
    var lastDay: Int32
    var units: [UInt8]
    var days: [UInt8]
    var values: [UInt8]
}
