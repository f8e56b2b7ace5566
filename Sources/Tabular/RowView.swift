/// Where the fields of a reader's current row lie. What a reader lends to its callers' loops, which are compiled into
/// other modules; valid until the reader moves on.
@usableFromInline
@frozen
struct RowView {
    /// One field: a stretch of the input or, where an escape had to be resolved, of scratch memory.
    @usableFromInline
    @frozen
    struct Slot {
        @usableFromInline var start: Int32 = 0
        @usableFromInline var end: Int32 = 0
        /// Where the field begins in the input, its opening quote included.
        @usableFromInline var origin: Int32 = 0
        @usableFromInline var isInScratch = false
        @usableFromInline var kind = FieldKind.absent
    }

    @usableFromInline let slots: UnsafePointer<Slot>
    @usableFromInline let count: Int
    @usableFromInline let input: UnsafePointer<UInt8>
    @usableFromInline let scratch: UnsafePointer<UInt8>

    /// The field of a column. A column that the row does not have is the caller's mistake, as with an array's index.
    @inlinable
    subscript(column: Int) -> Slot {
        precondition(column >= 0 && column < count, "no such column")
        return slots[column]
    }

    /// A field's bytes.
    @inlinable
    func bytes(_ column: Int) -> UnsafeBufferPointer<UInt8> {
        let slot = self[column]
        let base = slot.isInScratch ? scratch : input
        return UnsafeBufferPointer(start: base + Int(slot.start), count: Int(slot.end - slot.start))
    }
}
