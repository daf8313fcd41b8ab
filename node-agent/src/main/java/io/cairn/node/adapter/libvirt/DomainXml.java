package io.cairn.node.adapter.libvirt;

import io.cairn.node.domain.Wanted;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The domain of a machine as libvirt XML, put together from one small writer for each device.
 *
 * @param type {@code kvm} or {@code qemu}
 */
record DomainXml(String node, String type, String network, Files files) {
    private static final long KILOBYTES_OF_MBIT = 125;
    static final String NAMESPACE = "https://cairn.io/xmlns/machine/1";

    /** Where the machine's files are; images are looked up by digest. */
    interface Files {
        Path disk(String uid);

        Path seed(String uid);

        Path consoleSocket(String uid);

        Path consoleLog(String uid);

        Path image(String digest);
    }

    String of(Wanted wanted, long run, List<Integer> cpus) {
        var spec = wanted.spec();
        var layout = new LayoutXml(type.equals("kvm") ? "host-passthrough" : "maximum", spec, cpus);
        var devices = List
                .of(disk(wanted), seed(wanted), interfaces(spec), serial(wanted), GUEST_AGENT, DomainScreen.XML, RANDOM)
                .stream()
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining());
        return """
               <domain type='%s'>
                 <name>%s</name>
                 <uuid>%s</uuid>
                 <metadata>
               %s  </metadata>
                 <memory unit='MiB'>%d</memory>
               %s%s%s  <features><acpi/><apic/></features>
                 <on_poweroff>destroy</on_poweroff>
                 <on_reboot>restart</on_reboot>
                 <on_crash>destroy</on_crash>
                 <devices>
               %s  </devices>
               </domain>
               """.formatted(type, escape(name(wanted)), wanted.uid(),
                element("cairn:machine xmlns:cairn='" + NAMESPACE + "'", wanted, run).indent(4), spec.memoryMib(),
                layout.text(), boot(spec), layout.cpu(), devices);
    }

    /** Readable in virsh, unique by the uid. */
    static String name(Wanted wanted) {
        return "cairn-%s-%s-%s".formatted(wanted.spec().namespace(), wanted.spec().name(),
                wanted.uid().substring(0, 8));
    }

    private String element(String name, Wanted wanted, long run) {
        return "<%s node='%s' organisation='%s' namespace='%s' name='%s' epoch='%d' generation='%d' run='%d'/>"
                .formatted(name,
                        escape(node), escape(wanted.spec().organisation()), escape(wanted.spec().namespace()),
                        escape(wanted.spec().name()), wanted.epoch(), wanted.generation(), run);
    }

    private String boot(Wanted.Spec spec) {
        if (!spec.image().kernel().present()) {
            return "  <os><type arch='x86_64' machine='q35'>hvm</type><boot dev='hd'/></os>\n";
        }
        return """
                 <os>
                   <type arch='x86_64' machine='q35'>hvm</type>
                   <kernel>%s</kernel>
                   <initrd>%s</initrd>
                   <cmdline>%s</cmdline>
                 </os>
               """.formatted(files.image(spec.image().kernel().digest()), files.image(spec.image().initrd().digest()),
                escape(spec.image().kernelArgs() + " cairn.hostname=" + spec.hostname()));
    }

    private String disk(Wanted wanted) {
        return """
                   <disk type='file' device='disk'>
                     <driver name='qemu' type='qcow2' discard='unmap'/>
                     <source file='%s'/>
                     <target dev='vda' bus='virtio'/>
                   </disk>
               """.formatted(files.disk(wanted.uid()));
    }

    /** Machines that boot a kernel directly have no cloud-init to read a seed. */
    private String seed(Wanted wanted) {
        return wanted.spec().image().kernel().present() ? "" : """
                                                                   <disk type='file' device='cdrom'>
                                                                     <driver name='qemu' type='raw'/>
                                                                     <source file='%s'/>
                                                                     <target dev='sda' bus='sata'/>
                                                                     <readonly/>
                                                                   </disk>
                                                               """.formatted(files.seed(wanted.uid()));
    }

    private String interfaces(Wanted.Spec spec) {
        return spec.nics()
                .stream()
                .map(nic -> """
                                <interface type='network'>
                                  <mac address='%s'/>
                                  <source network='%s'/>
                                  <model type='virtio'/>
                            %s    </interface>
                            """.formatted(escape(nic.mac()), escape(network), bandwidth(nic)))
                .collect(Collectors.joining());
    }

    /** In libvirt's words inbound is what the guest receives. Its unit is 1,000 bytes per second. */
    private static String bandwidth(Wanted.Nic nic) {
        var average = nic.limit().mbps() * KILOBYTES_OF_MBIT;
        return average == 0 ? "" : """
                                         <bandwidth>
                                           <inbound average='%d'/>
                                           <outbound average='%d'/>
                                         </bandwidth>
                                   """.formatted(average, average);
    }

    private String serial(Wanted wanted) {
        return """
                   <serial type='unix'>
                     <source mode='bind' path='%s'/>
                     <log file='%s' append='on'/>
                     <target port='0'/>
                   </serial>
               """.formatted(files.consoleSocket(wanted.uid()), files.consoleLog(wanted.uid()));
    }

    private static final String GUEST_AGENT = """
                                                  <channel type='unix'>
                                                    <target type='virtio' name='org.qemu.guest_agent.0'/>
                                                  </channel>
                                              """;

    private static final String RANDOM = """
                                             <rng model='virtio'>
                                               <backend model='random'>/dev/urandom</backend>
                                             </rng>
                                             <memballoon model='virtio'>
                                               <stats period='10'/>
                                             </memballoon>
                                         """;

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&apos;")
                .replace("\"", "&quot;");
    }
}
