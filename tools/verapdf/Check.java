import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Checks files against PDF/UA-1 with veraPDF's own rules: one line a file, exit 1 where one does not comply. */
public class Check {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        boolean all = true;
        for (String file : files) {
            try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), PDFAFlavour.PDFUA_1)) {
                ValidationResult found = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFUA_1, false).validate(parser);
                System.out.println(file + ": " + (found.isCompliant() ? "complies with PDF/UA-1" : "does not comply")
                    + ", " + found.getTotalAssertions() + " checks");
                for (TestAssertion claim : found.getTestAssertions())
                    System.out.println("  " + claim.getRuleId().getClause() + ": " + claim.getMessage());
                all &= found.isCompliant();
            }
        }
        System.exit(all ? 0 : 1);
    }
}
