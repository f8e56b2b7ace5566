/// Where the fields of the current row lie: in the input buffer or, if an escape had to be resolved, in scratch memory.
struct FieldTable: ~Copyable {
    typealias Slot = RowView.Slot

    private(set) var slots: UnsafeMutablePointer<Slot>
    private(set) var count = 0
    private(set) var scratch: UnsafeMutablePointer<UInt8>
    private(set) var scratchCount = 0
    private var capacity = 16
    private var scratchCapacity = 256

    init() {
        slots = .allocate(capacity: capacity)
        slots.initialize(repeating: Slot(), count: capacity)
        scratch = .allocate(capacity: scratchCapacity)
        scratch.initialize(repeating: 0, count: scratchCapacity)
    }

    deinit {
        slots.deallocate()
        scratch.deallocate()
    }

    /// The fields as they are now, over the input that they were found in.
    func view(of input: borrowing InputBuffer) -> RowView {
        RowView(
            slots: UnsafePointer(slots), count: count, input: UnsafePointer(input.base),
            scratch: UnsafePointer(scratch))
    }

    /// Whether the next field takes more memory.
    @inline(__always)
    var isFull: Bool { count == capacity }

    /// Forgets all fields and the scratch memory's content.
    @inline(__always)
    mutating func removeAll() {
        count = 0
        scratchCount = 0
    }

    /// Sets all of `count` fields to absent.
    mutating func reset(count newCount: Int) {
        while capacity < newCount { grow() }
        slots.update(repeating: Slot(), count: newCount)
        count = newCount
        scratchCount = 0
    }

    @inline(__always)
    mutating func append(_ slot: Slot) {
        if count == capacity { grow() }
        slots[count] = slot
        count += 1
    }

    /// Sets a field that `reset` made; `index` is below `count`.
    @inline(__always)
    mutating func set(_ index: Int, _ slot: Slot) {
        slots[index] = slot
    }

    mutating func appendToScratch(_ byte: UInt8) {
        if scratchCount == scratchCapacity { growScratch(for: 1) }
        scratch[scratchCount] = byte
        scratchCount += 1
    }

    mutating func appendToScratch(_ bytes: UnsafePointer<UInt8>, count added: Int) {
        if added > scratchCapacity - scratchCount { growScratch(for: added) }
        (scratch + scratchCount).update(from: bytes, count: added)
        scratchCount += added
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Slot>.allocate(capacity: capacity * 2)
        larger.initialize(repeating: Slot(), count: capacity * 2)
        larger.update(from: slots, count: count)
        slots.deallocate()
        slots = larger
        capacity *= 2
    }

    private mutating func growScratch(for added: Int) {
        let newCapacity = max(scratchCapacity * 2, scratchCount + added)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: newCapacity)
        larger.initialize(repeating: 0, count: newCapacity)
        larger.update(from: scratch, count: scratchCount)
        scratch.deallocate()
        scratch = larger
        scratchCapacity = newCapacity
    }
}
