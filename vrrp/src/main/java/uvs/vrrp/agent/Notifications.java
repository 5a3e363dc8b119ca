package uvs.vrrp.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import uvs.config.Command;
import uvs.config.Notify;
import uvs.vrrp.VrrpState;
import uvs.vrrp.agent.Notice.Kind;

/// Which scripts, FIFO lines and mails a change of state asks for. Pure.
///
/// The words of FIFO lines and arguments, and the subjects of mails, are keepalived's: other programs read them.
final class Notifications {

    private Notifications() {
    }

    /// Whose notifications: the `notify_*` of an instance or a group.
    ///
    /// @param priority in FIFO lines and arguments: 0 for a group
    record Subject(Kind kind, String name, int priority, Notify notifiers, boolean smtpAlert) {}

    /// What a change of state asks for, first the special script, then the general one, FIFO and mail.
    ///
    /// @param mailsFaults unless `no_email_faults`
    static List<Notice> entered(Subject subject, VrrpState state, boolean mailsFaults) {
        Notify notifiers = subject.notifiers();
        Optional<Command> special = switch (state) {
            case MASTER -> notifiers.master();
            case BACKUP -> notifiers.backup();
            case FAULT -> notifiers.fault();
            case INIT -> notifiers.stop();
        };
        var notices = new ArrayList<>(told(subject, special, word(state)));
        boolean mails = subject.smtpAlert() && state != VrrpState.INIT
            && (state != VrrpState.FAULT || mailsFaults);
        if (mails) {
            notices.add(new Notice.SendMail(
                "VRRP " + noun(subject.kind()) + " " + subject.name() + " - Entering " + state + " state",
                body(subject.kind(), state)));
        }
        return notices;
    }

    /// `MASTER_RX_LOWER_PRI`.
    static List<Notice> lowerPriority(Subject subject) {
        return told(subject, subject.notifiers().masterRxLowerPri(), "MASTER_RX_LOWER_PRI");
    }

    /// The instance is gone after a reload.
    static List<Notice> deleted(Subject subject) {
        Notify notifiers = subject.notifiers();
        if (notifiers.deleted().isEmpty() && !notifiers.tellDeleted()) {
            return List.of();
        }
        return notifiers.tellDeleted()
            ? told(subject, notifiers.deleted(), "DELETED")
            : List.of(new Notice.RunScript(notifiers.deleted().orElseThrow(), Optional.empty()));
    }

    /// `vrrp_notify_priority_changes`.
    static List<Notice> priority(Subject subject, VrrpState state) {
        if (!subject.notifiers().priorityChanges() || state != VrrpState.MASTER && state != VrrpState.BACKUP) {
            return List.of();
        }
        return List.of(line(subject, state + "_PRIORITY"));
    }

    static Notice line(Subject subject, String state) {
        return new Notice.WriteFifo(
            subject.kind() + " \"" + subject.name() + "\" " + state + " " + subject.priority());
    }

    private static List<Notice> told(Subject subject, Optional<Command> special, String state) {
        var notices = new ArrayList<Notice>();
        special.ifPresent(command -> notices.add(new Notice.RunScript(command, Optional.empty())));
        subject.notifiers().any().ifPresent(command -> {
            var words = new ArrayList<>(command.words());
            words.addAll(List.of(subject.kind().toString(), subject.name(), state,
                Integer.toString(subject.priority())));
            notices.add(new Notice.RunScript(
                new Command(words, command.user(), command.group()), Optional.empty()));
        });
        notices.add(line(subject, state));
        return notices;
    }

    private static String word(VrrpState state) {
        return state == VrrpState.INIT ? "STOP" : state.toString();
    }

    private static String noun(Kind kind) {
        return kind == Kind.INSTANCE ? "Instance" : "Group";
    }

    private static String body(Kind kind, VrrpState state) {
        if (kind == Kind.GROUP) {
            return "=> All VRRP group instances are now in " + state + " state <=";
        }
        return state == VrrpState.MASTER
            ? "=> VRRP Instance is now owning VRRP VIPs <="
            : "=> VRRP Instance is no longer owning VRRP VIPs <=";
    }
}
