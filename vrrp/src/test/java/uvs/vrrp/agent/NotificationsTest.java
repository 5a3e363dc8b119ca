package uvs.vrrp.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import uvs.config.Command;
import uvs.config.Notify;
import uvs.vrrp.VrrpState;
import uvs.vrrp.agent.Notice.Kind;

/// The words are keepalived's: other programs read them.
class NotificationsTest {

    private static final Command MASTER = command("/m");
    private static final Command ANY = command("/n", "word");
    private static final Notify NOTIFY = new Notify(Optional.of(MASTER), Optional.of(command("/b")),
        Optional.of(command("/f")), Optional.of(command("/s")), Optional.empty(), false, Optional.of(ANY),
        Optional.of(command("/l")), true);

    @Test
    void runsTheSpecialScriptThenTheGeneralOneWithFourArguments() {
        assertEquals(List.of(
            new Notice.RunScript(MASTER, Optional.empty()),
            new Notice.RunScript(command("/n", "word", "INSTANCE", "V", "MASTER", "150"), Optional.empty()),
            new Notice.WriteFifo("INSTANCE \"V\" MASTER 150"),
            new Notice.SendMail(
                "VRRP Instance V - Entering MASTER state", "=> VRRP Instance is now owning VRRP VIPs <=")),
            Notifications.entered(instance(true), VrrpState.MASTER, true));
    }

    @Test
    void tellsThatItStopsButMailsNothing() {
        assertEquals(List.of(
            new Notice.RunScript(command("/s"), Optional.empty()),
            new Notice.RunScript(command("/n", "word", "INSTANCE", "V", "STOP", "150"), Optional.empty()),
            new Notice.WriteFifo("INSTANCE \"V\" STOP 150")),
            Notifications.entered(instance(true), VrrpState.INIT, true));
    }

    @Test
    void writesPriorityZeroForAGroup() {
        var group = new Notifications.Subject(Kind.GROUP, "G", 0, InstanceBuilder.NO_NOTIFIERS, true);
        assertEquals(List.of(
            new Notice.WriteFifo("GROUP \"G\" FAULT 0"),
            new Notice.SendMail(
                "VRRP Group G - Entering FAULT state", "=> All VRRP group instances are now in FAULT state <=")),
            Notifications.entered(group, VrrpState.FAULT, true));
    }

    @Test
    void mailsNoFaultsOnRequest() {
        assertEquals(true, Notifications.entered(instance(true), VrrpState.FAULT, true).stream()
            .anyMatch(Notice.SendMail.class::isInstance));
        assertEquals(false, Notifications.entered(instance(true), VrrpState.FAULT, false).stream()
            .anyMatch(Notice.SendMail.class::isInstance));
    }

    @Test
    void tellsOfAWorseRouter() {
        assertEquals(List.of(
            new Notice.RunScript(command("/l"), Optional.empty()),
            new Notice.RunScript(
                command("/n", "word", "INSTANCE", "V", "MASTER_RX_LOWER_PRI", "150"), Optional.empty()),
            new Notice.WriteFifo("INSTANCE \"V\" MASTER_RX_LOWER_PRI 150")),
            Notifications.lowerPriority(instance(false)));
    }

    @Test
    void tellsPrioritiesOnlyOfMastersAndBackups() {
        assertEquals(List.of(new Notice.WriteFifo("INSTANCE \"V\" BACKUP_PRIORITY 150")),
            Notifications.priority(instance(false), VrrpState.BACKUP));
        assertEquals(List.of(), Notifications.priority(instance(false), VrrpState.FAULT));
    }

    private static Notifications.Subject instance(boolean smtpAlert) {
        return new Notifications.Subject(Kind.INSTANCE, "V", 150, NOTIFY, smtpAlert);
    }

    private static Command command(String... words) {
        return new Command(List.of(words), Optional.empty(), Optional.empty());
    }
}
