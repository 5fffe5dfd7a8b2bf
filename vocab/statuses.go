package vocab

// RecordStatuses are the statuses of ISSN records.
var RecordStatuses = newList(List{
	Name: "RecordStatus", IRI: ISSNBase + "vocabularies/RecordStatus", Local: true,
	Labels: []Label{{"en", "ISSN Record Status List"}, {"fr", "Liste des statuts des notices ISSN"}}, //nolint:misspell // French
}, RecordStatus, []entry{
	{code: "Cancelled", label: "Cancelled", french: "Annulé"},
	{code: "Legacy", label: "Legacy", french: "Ancien"},
	{code: "Provisional", label: "Provisional", french: "Provisoire"},
	{code: "Register", label: "Register", french: "Registre"},
	{code: "Suppressed", label: "Suppressed", french: "Supprimé"},
	{code: "Unreported", label: "Unreported", french: "Non signalé"},
})

// IdentifierStatuses are the statuses of identifiers. The profile does not list
// Suppressed, but gives that status to the ISSN of a suppressed record.
var IdentifierStatuses = newList(List{
	Name: "IdentifierStatus", IRI: ISSNBase + "vocabularies/IdentifierStatus", Local: true,
	Labels: []Label{{"en", "ISSN Identifiers Status List"}, {"fr", "Liste des statuts des identifiants ISSN"}}, //nolint:misspell // French
}, IDStatus, []entry{
	{code: "Cancelled", label: "Cancelled", french: "Annulé"},
	{code: "Incorrect", label: "Incorrect", french: "Incorrect"},
	{code: "Suppressed", label: "Suppressed", french: "Supprimé"},
	{code: "Valid", label: "Valid", french: "Valide"},
})

// IRIs of statuses.
const (
	RecordStatusCancelled   = RecordStatus + "Cancelled"
	RecordStatusLegacy      = RecordStatus + "Legacy"
	RecordStatusProvisional = RecordStatus + "Provisional"
	RecordStatusRegister    = RecordStatus + "Register"
	RecordStatusSuppressed  = RecordStatus + "Suppressed"
	RecordStatusUnreported  = RecordStatus + "Unreported"
	IDStatusCancelled       = IDStatus + "Cancelled"
	IDStatusIncorrect       = IDStatus + "Incorrect"
	IDStatusSuppressed      = IDStatus + "Suppressed"
	IDStatusValid           = IDStatus + "Valid"
)

// Media are the media of serials.
var Media = newList(List{
	Name: "Medium", IRI: ISSNBase + "vocabularies/Medium", Local: true,
	Labels: []Label{{"en", "ISSN Media List"}, {"fr", "Liste des supports ISSN"}},
}, Medium, []entry{
	{code: "DigitalCarrier", label: "Digital carrier", french: "Support numérique"},
	{code: "Online", label: "Online", french: "En ligne"},
	{code: "Other", label: "Other", french: "Autre"},
	{code: "Print", label: "Print", french: "Imprimé"},
})

// IRIs of media.
const (
	MediumDigitalCarrier = Medium + "DigitalCarrier"
	MediumOnline         = Medium + "Online"
	MediumOther          = Medium + "Other"
	MediumPrint          = Medium + "Print"
)
