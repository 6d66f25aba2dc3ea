import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;

/** HL7's validator over FHIR R4 resources, offline, by the definitions of R4: every error with its place, each kind of warning; exit 1 for an error. */
public class Check {
    public static void main(String[] files) throws Exception {
        var context = FhirContext.forR4();
        var unknown = new UnknownCodeSystemWarningValidationSupport(context);
        unknown.setNonExistentCodeSystemSeverity(ca.uhn.fhir.context.support.IValidationSupport.IssueSeverity.INFORMATION);
        var support = new ValidationSupportChain(
            new DefaultProfileValidationSupport(context), new CommonCodeSystemsTerminologyService(context),
            new InMemoryTerminologyServerValidationSupport(context), new SnapshotGeneratingValidationSupport(context), unknown);
        var instance = new FhirInstanceValidator(support);
        instance.setErrorForUnknownProfiles(false); // CRMI's are in a package that is not here: checked against R4 alone
        var validator = context.newValidator().registerValidatorModule(instance);
        var errors = 0;
        var warnings = new TreeMap<String, Integer>();
        for (var file : files) {
            var counts = new int[4];
            for (var message : validator.validateWithResult(Files.readString(Path.of(file))).getMessages()) {
                counts[message.getSeverity().ordinal()]++;
                if (message.getSeverity() == ResultSeverityEnum.WARNING) {
                    warnings.merge(message.getMessage(), 1, Integer::sum);
                } else if (message.getSeverity() != ResultSeverityEnum.INFORMATION) {
                    System.out.println(message.getSeverity() + " " + message.getLocationString() + ": " + message.getMessage());
                }
            }
            errors += counts[2] + counts[3];
            System.out.println(Path.of(file).getFileName() + ": " + (counts[2] + counts[3]) + " errors, " + counts[1] + " warnings, " + counts[0] + " remarks");
        }
        warnings.forEach((message, times) -> System.out.println("warning, " + times + " times: " + message));
        System.exit(errors > 0 ? 1 : 0);
    }
}
