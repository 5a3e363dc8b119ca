#!/usr/bin/perl
# hide-xstate.pl linux.uml ARGUMENT...: runs a user-mode Linux of before 6.13 on a processor with AMX.
#
# Such a kernel keeps room for 2,696 bytes of vector registers of a process and dies, in put_fp_registers, when the host
# has more: the tiles of AMX alone are 8,192. If its first ptrace(PTRACE_GETREGSET, process, NT_X86_XSTATE) fails, it
# falls back to the registers that every processor has. So a seccomp filter makes that call fail.
#
# What is lost then, at each page fault of a guest program, are the upper halves of the vector registers. So the guest
# has to keep its hands off AVX: glibc does with the GLIBC_TUNABLES that are given here. A Java in the guest needs
# -XX:UseAVX=0.
use strict;
use warnings;

use constant {LOAD => 0x20, JUMP_IF_EQUAL => 0x15, RETURN => 0x06};
use constant {SYS_PTRACE => 101, SYS_PRCTL => 157, SYS_SECCOMP => 317};
use constant {PTRACE_GETREGSET => 0x4204, NT_X86_XSTATE => 0x202, PR_SET_NO_NEW_PRIVS => 38, SECCOMP_SET_MODE_FILTER => 1};
use constant {FAIL_WITH_EINVAL => 0x00050000 | 22, ALLOW => 0x7fff0000};

# struct seccomp_data has the system call's number at 0 and its arguments, of 8 bytes each, at 16.
my @filter = (
    [LOAD, 0, 0, 0], [JUMP_IF_EQUAL, 0, 5, SYS_PTRACE],
    [LOAD, 0, 0, 16], [JUMP_IF_EQUAL, 0, 3, PTRACE_GETREGSET],
    [LOAD, 0, 0, 32], [JUMP_IF_EQUAL, 0, 1, NT_X86_XSTATE],
    [RETURN, 0, 0, FAIL_WITH_EINVAL],
    [RETURN, 0, 0, ALLOW]);
my $instructions = join '', map { pack 'SCCL', @$_ } @filter;
my $program = pack 'S x6 P', scalar @filter, $instructions;

syscall(SYS_PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 or die "prctl(PR_SET_NO_NEW_PRIVS): $!\n";
syscall(SYS_SECCOMP, SECCOMP_SET_MODE_FILTER, 0, $program) == 0 or die "seccomp(SECCOMP_SET_MODE_FILTER): $!\n";
# What a kernel does not know of its command line goes to its init as environment.
push @ARGV, 'GLIBC_TUNABLES=glibc.cpu.hwcaps=' . join ',', map { "-$_" }
    qw(AVX AVX2 AVX512F AVX512VL AVX512BW AVX_Fast_Unaligned_Load ERMS);
exec @ARGV or die "$ARGV[0]: $!\n";
