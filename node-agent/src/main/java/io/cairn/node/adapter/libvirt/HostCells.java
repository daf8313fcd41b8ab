package io.cairn.node.adapter.libvirt;

import io.cairn.node.application.Host;
import io.cairn.node.domain.Cell;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** The NUMA nodes in libvirt's description of the host. */
final class HostCells {
    private static final int KIB_OF_2_MIB = 2_048;
    private static final int KIB_OF_1_GIB = 1_048_576;

    private HostCells() {}

    static List<Cell> read(String capabilities) throws Host.Trouble {
        var cells = new ArrayList<Cell>();
        for (var cell : below(parse(capabilities), "cell")) {
            cells.add(new Cell(number(cell, "id"), below(cell, "cpu").stream().map(cpu -> number(cpu, "id")).toList(),
                    below(cell, "memory").stream().mapToLong(HostCells::amount).sum() >> 10,
                    pages(cell, KIB_OF_2_MIB), pages(cell, KIB_OF_1_GIB)));
        }
        if (cells.isEmpty()) {
            throw new Host.Trouble("HypervisorRefused",
                    "libvirt names no NUMA node of this host; look at: virsh capabilities");
        }
        return List.copyOf(cells);
    }

    private static Element parse(String text) throws Host.Trouble {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(new InputSource(new StringReader(text))).getDocumentElement();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new Host.Trouble("HypervisorRefused", "libvirt's description of the host cannot be read", e);
        }
    }

    private static int pages(Element cell, int kib) {
        return below(cell, "pages").stream()
                .filter(pages -> number(pages, "size") == kib)
                .mapToInt(pages -> Math.toIntExact(amount(pages)))
                .sum();
    }

    private static List<Element> below(Element element, String name) {
        var found = element.getElementsByTagName(name);
        var list = new ArrayList<Element>();
        for (var i = 0; i < found.getLength(); i++) {
            if (found.item(i) instanceof Element one) {
                list.add(one);
            }
        }
        return list;
    }

    private static int number(Element element, String attribute) {
        return Integer.parseInt(element.getAttribute(attribute));
    }

    private static long amount(Element element) {
        return Long.parseLong(element.getTextContent().strip());
    }
}
