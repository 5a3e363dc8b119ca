package uvs.dataplane.xdp;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import uvs.dataplane.linux.Descriptor;

/// Assembles BPF instructions (RFC 9669): 64-bit arithmetic, loads and stores, jumps to labels, calls of the kernel's
/// helper functions, and maps by their descriptors.
///
/// Each instruction is a `struct bpf_insn` in a long of this machine's byte order, as [uvs.dataplane.linux.Bpf#load] takes it.
public final class BpfAssembler {

    /// A register: R0 has results, R1 to R5 arguments, R6 to R9 stay over calls, R10 is the end of the stack.
    public enum Register { R0, R1, R2, R3, R4, R5, R6, R7, R8, R9, R10 }

    /// How many bytes are loaded or stored.
    public enum Size {
        BYTE(0x10), HALF(0x08), WORD(0x00), DOUBLE(0x18);

        private final int code;

        Size(int code) {
            this.code = code;
        }
    }

    /// 64-bit arithmetic.
    public enum Operation {
        ADD(0x00), SUB(0x10), MUL(0x20), DIV(0x30), OR(0x40), AND(0x50), SHIFT_LEFT(0x60), SHIFT_RIGHT(0x70), MOD(0x90), XOR(0xa0), MOV(0xb0);

        private final int code;

        Operation(int code) {
            this.code = code;
        }
    }

    /// What two registers, or a register and a number, are compared for; unsigned.
    public enum Condition {
        EQUAL(0x10), GREATER(0x20), GREATER_OR_EQUAL(0x30), ANY_BIT(0x40), NOT_EQUAL(0x50), LESS(0xa0), LESS_OR_EQUAL(0xb0);

        private final int code;

        Condition(int code) {
            this.code = code;
        }
    }

    /// `bpf_map_lookup_elem`
    public static final int MAP_LOOKUP = 1;
    /// `bpf_get_smp_processor_id`
    public static final int PROCESSOR = 8;
    /// `bpf_l4_csum_replace`
    public static final int REPLACE_CHECKSUM = 11;
    /// `bpf_redirect`
    public static final int REDIRECT = 23;
    /// `bpf_skb_load_bytes`
    public static final int LOAD_BYTES = 26;
    /// `bpf_csum_diff`
    public static final int CHECKSUM_DIFFERENCE = 28;
    /// `bpf_skb_pull_data`
    public static final int PULL_DATA = 39;
    /// `bpf_redirect_map`
    public static final int REDIRECT_MAP = 51;
    /// `bpf_ktime_get_coarse_ns`: the monotonic clock as of the last tick of the kernel, since Linux 5.11.
    public static final int COARSE_TIME = 160;

    private static final int CLASS_LOAD_IMMEDIATE = 0x18;
    private static final int CLASS_LOAD = 0x61;
    private static final int CLASS_STORE = 0x63;
    private static final int CLASS_JUMP = 0x05;
    private static final int CLASS_ALU64 = 0x07;
    private static final int SOURCE_REGISTER = 0x08;
    private static final int CALL = 0x85;
    private static final int EXIT = 0x95;
    private static final int TO_BIG_ENDIAN = 0xdc;
    private static final int PSEUDO_MAP_DESCRIPTOR = 1;

    private final List<long[]> instructions = new ArrayList<>();
    private final Map<Integer, String> jumps = new HashMap<>();
    private final Map<String, Integer> labels = new HashMap<>();

    /// The instruction that comes next has this name.
    public BpfAssembler label(String name) {
        if (labels.put(name, instructions.size()) != null) {
            throw new IllegalArgumentException("label=" + name + " is there twice");
        }
        return this;
    }

    public BpfAssembler compute(Operation operation, Register to, Register from) {
        return add(CLASS_ALU64 | SOURCE_REGISTER | operation.code, to, from, 0, 0);
    }

    public BpfAssembler compute(Operation operation, Register to, int value) {
        return add(CLASS_ALU64 | operation.code, to, Register.R0, 0, value);
    }

    public BpfAssembler move(Register to, Register from) {
        return compute(Operation.MOV, to, from);
    }

    public BpfAssembler move(Register to, int value) {
        return compute(Operation.MOV, to, value);
    }

    /// Turns the lowest `bits` (16 or 32) between the machine's byte order and that of the network.
    public BpfAssembler networkOrder(Register register, int bits) {
        return add(TO_BIG_ENDIAN, register, Register.R0, 0, bits);
    }

    public BpfAssembler load(Size size, Register to, Register base, int offset) {
        return add(CLASS_LOAD | size.code, to, base, offset, 0);
    }

    public BpfAssembler store(Size size, Register base, int offset, Register from) {
        return add(CLASS_STORE | size.code, base, from, offset, 0);
    }

    /// All 64 bits.
    public BpfAssembler loadLong(Register to, long value) {
        instructions.add(new long[] {CLASS_LOAD_IMMEDIATE, to.ordinal(), 0, 0, value & 0xffff_ffffL});
        // It is as long as two.
        return add(0, Register.R0, Register.R0, 0, (int) (value >>> 32));
    }

    public BpfAssembler jump(String label) {
        jumps.put(instructions.size(), label);
        return add(CLASS_JUMP, Register.R0, Register.R0, 0, 0);
    }

    public BpfAssembler jumpIf(Register left, Condition condition, Register right, String label) {
        jumps.put(instructions.size(), label);
        return add(CLASS_JUMP | SOURCE_REGISTER | condition.code, left, right, 0, 0);
    }

    public BpfAssembler jumpIf(Register left, Condition condition, int value, String label) {
        jumps.put(instructions.size(), label);
        return add(CLASS_JUMP | condition.code, left, Register.R0, 0, value);
    }

    /// Loads what helper functions know a map by.
    public BpfAssembler loadMap(Register to, Descriptor map) {
        instructions.add(new long[] {CLASS_LOAD_IMMEDIATE, to.ordinal(), PSEUDO_MAP_DESCRIPTOR, 0, map.number()});
        // It is as long as two.
        return add(0, Register.R0, Register.R0, 0, 0);
    }

    /// @param helper [#MAP_LOOKUP] or another of `enum bpf_func_id`
    public BpfAssembler call(int helper) {
        return add(CALL, Register.R0, Register.R0, 0, helper);
    }

    public BpfAssembler exit() {
        return add(EXIT, Register.R0, Register.R0, 0, 0);
    }

    /// Ends the program with this answer.
    public BpfAssembler exit(int answer) {
        return move(Register.R0, answer).exit();
    }

    private BpfAssembler add(int code, Register to, Register from, int offset, int value) {
        instructions.add(new long[] {code, to.ordinal(), from.ordinal(), offset, value});
        return this;
    }

    /// @throws IllegalStateException when a label is missing or too far away
    public long[] assemble() {
        var assembled = new long[instructions.size()];
        for (int i = 0; i < assembled.length; i++) {
            long[] parts = instructions.get(i);
            String label = jumps.get(i);
            long offset = label == null ? parts[3] : distance(i, label);
            assembled[i] = encode(parts[0], parts[1], parts[2], offset, parts[4]);
        }
        return assembled;
    }

    private int distance(int from, String label) {
        Integer to = labels.get(label);
        if (to == null) {
            throw new IllegalStateException("label=" + label + " is not there");
        }
        int distance = to - from - 1;
        if (distance != (short) distance) {
            throw new IllegalStateException("label=" + label + " is " + distance + " instructions away");
        }
        return distance;
    }

    /// Bytes in memory: code, both registers, offset (2), immediate value (4).
    private static long encode(long code, long to, long from, long offset, long value) {
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            return code | (to | from << 4) << 8 | (offset & 0xffff) << 16 | value << 32;
        }
        return code << 56 | (to << 4 | from) << 48 | (offset & 0xffff) << 32 | value & 0xffff_ffffL;
    }
}
