package vocab

// Classes and properties of BIBFRAME that the profile uses.
const (
	BFWork                       = BF + "Work"
	BFInstance                   = BF + "Instance"
	BFIdentifier                 = BF + "Identifier"
	BFIssn                       = BF + "Issn"
	BFIssnL                      = BF + "IssnL"
	BFCoden                      = BF + "Coden"
	BFTitle                      = BF + "Title"
	BFKeyTitle                   = BF + "KeyTitle"
	BFAbbreviatedTitle           = BF + "AbbreviatedTitle"
	BFParallelTitle              = BF + "ParallelTitle"
	BFVariantTitle               = BF + "VariantTitle"
	BFTactile                    = BF + "Tactile"
	BFNote                       = BF + "Note"
	BFClassificationUdc          = BF + "ClassificationUdc"
	BFClassificationDdc          = BF + "ClassificationDdc"
	BFCarrier                    = BF + "carrier"
	BFClassification             = BF + "classification"
	BFContent                    = BF + "content"
	BFHasReproduction            = BF + "hasReproduction"
	BFIdentifiedBy               = BF + "identifiedBy"
	BFMainTitle                  = BF + "mainTitle"
	BFMedia                      = BF + "media"
	BFNoteProperty               = BF + "note"
	BFNoteType                   = BF + "noteType"
	BFProvisionActivityStatement = BF + "provisionActivityStatement"
	BFTitleProperty              = BF + "title"
	BFVariantType                = BF + "variantType"
	BFTranslationOf              = BF + "translationOf"
	BFStatus                     = BF + "status"
	BFElectronicLocator          = BF + "electronicLocator"
	BFLCIndexedIn                = BFLC + "indexedIn"
	BFMARCRegularity             = BFMARC + "regularity"
	BFMARCReproductionNote       = BFMARC + "reproductionNote"
	BFRELIsb                     = BFREL + "isb"
)

// Properties of BIBFRAME between serials.
const (
	BFAbsorbed            = BF + "absorbed"
	BFAbsorbedBy          = BF + "absorbedBy"
	BFContinuedBy         = BF + "continuedBy"
	BFContinuedInPartBy   = BF + "continuedInPartBy"
	BFContinues           = BF + "continues"
	BFContinuesInPart     = BF + "continuesInPart"
	BFHasSubseries        = BF + "hasSubseries"
	BFIssuedWith          = BF + "issuedWith"
	BFMergedToForm        = BF + "mergedToForm"
	BFMergerOf            = BF + "mergerOf"
	BFOtherEdition        = BF + "otherEdition"
	BFOtherPhysicalFormat = BF + "otherPhysicalFormat"
	BFPrecededBy          = BF + "precededBy"
	BFReplacedBy          = BF + "replacedBy"
	BFReplacementOf       = BF + "replacementOf"
	BFSeparatedFrom       = BF + "separatedFrom"
	BFSplitInto           = BF + "splitInto"
	BFSubseriesOf         = BF + "subseriesOf"
	BFSupplement          = BF + "supplement"
	BFSupplementTo        = BF + "supplementTo"
	BFTranslation         = BF + "translation"
)

// A Succession is a pair of properties between a serial and its successor. Partial ones
// mean that the earlier serial may continue beside the later one.
type Succession struct {
	After  []string // from the earlier serial to the later one
	Before []string // from the later serial to the earlier one
	InPart bool
}

// Successions lists the properties of succession (fields 780 and 785 of MARC 21): first
// those of a whole serial, then those of a part.
var Successions = [...]Succession{
	{
		After:  []string{BFContinuedBy, BFReplacedBy, BFAbsorbedBy, BFMergedToForm},
		Before: []string{BFPrecededBy, BFContinues, BFReplacementOf, BFAbsorbed, BFMergerOf},
	},
	{
		After:  []string{BFContinuedInPartBy, BFSplitInto},
		Before: []string{BFContinuesInPart, BFSeparatedFrom},
		InPart: true,
	},
}
