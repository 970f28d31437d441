"""Writes the forms of this folder, in the shapes in which they come from others.

    pip install openpyxl==3.1.5 XlsxWriter==3.3.1
    python forms.py

The reader under test is written in Go; the writers here share nothing with it.
README.md says what each form is like. All wording is our own.
"""

import openpyxl
import xlsxwriter

def with_openpyxl(path, sheets):
    """Shared strings, absolute part names, numbers and booleans as such."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


def with_xlsxwriter(path, sheets, inline=False):
    """Shared strings, or inline strings as programs that stream write them."""
    book = xlsxwriter.Workbook(path, {"constant_memory": inline})
    head = book.add_format({"bold": True, "bg_color": "#DDEEFF", "text_wrap": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value is None:
                    continue
                sheet.write(r, c, value, head if r == 0 else None)
    book.close()


# 1. As ODK's template lays it out: two languages, metadata, numbers as names.
household_visit = {
    "survey": [
        ["type", "name", "label::English (en)", "label::Italiano (it)", "hint::English (en)", "hint::Italiano (it)",
         "required", "relevant", "constraint", "constraint_message::English (en)", "constraint_message::Italiano (it)",
         "appearance", "default", "calculation", "choice_filter", "parameters", "repeat_count"],
        ["start", "start"],
        ["end", "end"],
        ["today", "today"],
        ["deviceid", "deviceid"],
        [],
        ["begin_group", "visit", "The visit", "La visita"],
        ["date", "visit_date", "Day of the visit", "Giorno della visita", None, None, "yes", None, ". <= today()",
         "The visit cannot lie in the future.", "La visita non può essere nel futuro."],
        ["select_one outcome", "outcome", "What came of the visit?", "Com'è andata la visita?", None, None, "yes",
         None, None, None, None, "minimal"],
        ["text", "outcome_why", "Why was nobody met?", "Perché non si è incontrato nessuno?",
         "A few words are enough.", "Bastano poche parole.", None, "${outcome} = '2'"],
        ["end_group", "visit"],
        ["begin_group", "household", "The household", "Il nucleo familiare", None, None, None, "${outcome} = '1'", None, None, None, "field-list"],
        ["integer", "adults", "How many adults live here?", "Quanti adulti vivono qui?", None, None, "yes", None,
         ". >= 1 and . <= 20", "Between 1 and 20.", "Da 1 a 20."],
        ["integer", "children", "How many children live here?", "Quanti minori vivono qui?", "Under 18 years.", "Sotto i 18 anni.", "yes", None,
         ". >= 0 and . <= 20", "Between 0 and 20.", "Da 0 a 20."],
        ["select_multiple need", "needs", "What does the household need?", "Di che cosa ha bisogno il nucleo?", None, None, "yes", None,
         "not(selected(., '0') and count-selected(.) > 1)", "Nothing goes with nothing else.", "Niente non va insieme ad altro."],
        ["select_one yesno", "school", "Do all children go to school?", "Tutti i minori vanno a scuola?", None, None, None, "${children} > 0"],
        ["decimal", "rent", "Rent for a month", "Affitto mensile", "In the local currency.", "Nella valuta locale.", None, None,
         ". >= 0", "Not less than 0.", "Non meno di 0."],
        ["end_group"],
        ["note", "thanks", "Thank you. Nothing more is asked.", "Grazie. Non ci sono altre domande."],
    ],
    "choices": [
        ["list_name", "name", "label::English (en)", "label::Italiano (it)"],
        ["outcome", 1, "Somebody was met", "Incontro avvenuto"],
        ["outcome", 2, "Nobody was met", "Nessun incontro"],
        [],
        ["yesno", 1, "Yes", "Sì"],
        ["yesno", 0, "No", "No"],
        [],
        ["need", 1, "Food", "Cibo"],
        ["need", 2, "Medical care", "Cure mediche"],
        ["need", 3, "School material", "Materiale scolastico"],
        ["need", 0, "Nothing", "Niente"],
    ],
    "settings": [
        ["form_title", "form_id", "version", "default_language", "style", "instance_name"],
        ["Household visit", "household_visit", 2024011501, "English (en)", "pages", "concat('visit ', ${visit_date})"],
    ],
}

# 2. As Kobo's form builder exports: one language without a name, true and false
# as words, an empty column for everything, questions outside of groups.
training_feedback = {
    "survey": [
        ["type", "name", "label", "hint", "required", "relevant", "appearance", "constraint", "constraint_message", "calculation", "default", "kuid"],
        ["start", "start"],
        ["end", "end"],
        ["note", "Welcome", "Your answers help us to plan the next training.", None, "false", None, None, None, None, None, None, "bq1aa01"],
        ["select_one training_lists", "Which_training", "Which training did you attend?", None, "true", None, None, None, None, None, None, "bq1aa02"],
        ["text", "Which_other", "Which one?", None, "true", "${Which_training} = 'other'", None, None, None, None, None, "bq1aa03"],
        ["begin_group", "group_ratings", "Your view of the training", None, None, None, "field-list", None, None, None, None, "bq1aa04"],
        ["select_one rating", "Content", "The content was of use for my work.", None, "true", None, "likert", None, None, None, None, "bq1aa05"],
        ["select_one rating", "Pace", "The pace was right.", None, "true", None, "likert", None, None, None, None, "bq1aa06"],
        ["select_one rating", "Trainer", "The trainer answered our questions.", None, "true", None, "likert", None, None, None, None, "bq1aa07"],
        ["text", "Content_why", "What was missing?", "One or two examples", "false", "${Content} = 'disagree' or ${Pace} = 'disagree'", "multiline", None, None, None, None, "bq1aa08"],
        ["end_group", None, None, None, None, None, None, None, None, None, None, "bq1aa09"],
        ["integer", "Days", "On how many days were you there?", None, "true", None, None, ". > 0 and . < 6", "The training had five days.", None, None, "bq1aa10"],
        ["select_multiple topics", "Next_topics", "What should come next?", "Up to three", "false", None, None, "count-selected(.) <= 3", "Up to three, please.", None, None, "bq1aa11"],
    ],
    "choices": [
        ["list_name", "name", "label", "kuid"],
        ["training_lists", "first_contact", "First contact", "c1"],
        ["training_lists", "children_s_view", "The children's view", "c2"],
        ["training_lists", "other", "Another one", "c3"],
        ["rating", "agree", "I agree", "c4"],
        ["rating", "partly", "Partly", "c5"],
        ["rating", "disagree", "I do not agree", "c6"],
        ["topics", "law", "Law", "c7"],
        ["topics", "interpreters", "Working with interpreters", "c8"],
        ["topics", "self_care", "Care for oneself", "c9"],
        ["topics", "option_4", "Records", "c10"],
    ],
    "settings": [
        ["form_title", "id_string", "style", "version", "default_language"],
        ["Training feedback", "training_feedback", "theme-grid no-text-transform", "7", "English (en)"],
    ],
}

# 3. Typed by hand in a spreadsheet: capitals, spaces, words with spaces in the
# types, booleans that the spreadsheet made of TRUE, three languages by name.
shelter_intake = {
    "Survey": [
        ["Type", "Name", "Label:English", "Label:Italiano", "Label:Français", "Hint:English", "Hint:Italiano", "Hint:Français", "Required", "Relevance",
         "Constraint", "Constraint Message:English", "Constraint Message:Italiano", "Constraint Message:Français"],
        ["begin group", "arrival", "Arrival", "Arrivo", "Arrivée"],
        ["date", "day", "Day of arrival", "Giorno di arrivo", "Jour d'arrivée", None, None, None, True],
        ["select one referral", "referred_by", "Who sent her to us?", "Chi l'ha indirizzata a noi?", "Qui l'a orientée vers nous ?", None, None, None, True],
        ["text", "referred_other", "Which service?", "Quale servizio?", "Quel service ?", "No names of people.", "Nessun nome di persona.", "Pas de nom de personne.", False,
         "selected(${referred_by}, 'other')"],
        ["end group"],
        ["begin group", "people", "Who has come", "Chi è arrivato", "Qui est arrivé"],
        ["select one age_band", "age", "Her age", "La sua età", "Son âge", None, None, None, True],
        ["int", "children_with_her", "Children with her", "Figli con lei", "Enfants avec elle", None, None, None, True, None,
         ". >= 0 and . < 15", "Please look at the number again.", "Controllare il numero.", "Vérifiez le nombre."],
        ["int", "children_elsewhere", "Children who stay elsewhere", "Figli che vivono altrove", "Enfants qui vivent ailleurs", None, None, None, False, None,
         ". + ${children_with_her} < 20", "Together that is too many.", "Insieme sono troppi.", "Ensemble, c'est trop."],
        ["end group"],
        ["begin group", "needs", "What is needed today", "Che cosa serve oggi", "Ce qu'il faut aujourd'hui"],
        ["select_multiple need", "urgent", "What is urgent?", "Che cosa è urgente?", "Qu'est-ce qui est urgent ?", "Several answers are possible.", "Sono possibili più risposte.", "Plusieurs réponses sont possibles.", True],
        ["text", "medicine", "Which medicine does she need today?", "Quali medicine le servono oggi?", "De quels médicaments a-t-elle besoin aujourd'hui ?", None, None, None, True,
         "selected(${urgent}, 'medicine')"],
        ["note", "school_note", "Tell the school only what she agrees to.", "Alla scuola si dice solo ciò che lei approva.", "Ne dire à l'école que ce qu'elle approuve.", None, None, None, None,
         "${children_with_her} > 0 and selected(${urgent}, 'school')"],
        ["end group"],
    ],
    "Choices": [
        ["List Name", "Name", "Label:English", "Label:Italiano", "Label:Français"],
        ["referral", "self", "She came by herself", "È venuta da sola", "Elle est venue seule"],
        ["referral", "police", "Police", "Forze dell'ordine", "Police"],
        ["referral", "health", "A health service", "Un servizio sanitario", "Un service de santé"],
        ["referral", "other", "Another service", "Un altro servizio", "Un autre service"],
        ["age_band", "18-24", "18 to 24", "Da 18 a 24", "18 à 24 ans"],
        ["age_band", "25-44", "25 to 44", "Da 25 a 44", "25 à 44 ans"],
        ["age_band", "45+", "45 or more", "45 o più", "45 ans ou plus"],
        ["need", "clothes", "Clothes", "Vestiti", "Vêtements"],
        ["need", "medicine", "Medicine", "Medicine", "Médicaments"],
        ["need", "school", "School", "Scuola", "École"],
        ["need", "lawyer", "A lawyer", "Un'avvocata", "Une avocate"],
    ],
    "Settings": [
        ["Form Title", "Form ID", "Version", "Default Language"],
        ["Shelter intake", "shelter_intake", 3, "English"],
    ],
}

# 4. Five statements on wellbeing, two of them the other way round, with weights,
# a scale and rules; one language, named in the settings.
wellbeing_index = {
    "survey": [
        ["type", "name", "number", "label", "short::English (en)", "hint", "required", "relevant"],
        ["begin_group", "last_two_weeks", None, "The last two weeks"],
        ["note", "how", None, "Think of the last two weeks, today included."],
        ["select_one how_often", "calm", 1, "I have felt calm.", "Calm", None, "yes"],
        ["select_one how_often", "rested", 2, "I have woken up rested.", "Rested", None, "yes"],
        ["select_one how_often_reversed", "alone", 3, "I have felt alone.", "Alone", "The other way round: often is less well.", "yes"],
        ["select_one how_often", "interest", 4, "My days had things in them that I care about.", "Interest", None, "yes"],
        ["select_one how_often_reversed", "on_guard", 5, "I have been on my guard.", "On guard", "The other way round: often is less well.", "yes"],
        ["end_group"],
        ["begin_group", "closing", None, "To close"],
        ["text", "what_helped", None, "What has helped?", None, "In a few words", "no"],
        ["text", "alone_more", None, "What would make it less lonely?", None, None, "no", "${alone} = 'often'"],
        ["end_group"],
    ],
    "choices": [
        ["list_name", "name", "label", "weight", "unknown", "words_en"],
        ["how_often", "never", "Never", 0, None, "n"],
        ["how_often", "sometimes", "Sometimes", 1, None, "s\nnow and then"],
        ["how_often", "often", "Often", 2, None, "o"],
        ["how_often", "no_answer", "I prefer not to say", None, "yes", "-"],
        ["how_often_reversed", "never", "Never", 2, None, "n"],
        ["how_often_reversed", "sometimes", "Sometimes", 1, None, "s\nnow and then"],
        ["how_often_reversed", "often", "Often", 0, None, "o"],
        ["how_often_reversed", "no_answer", "I prefer not to say", None, "yes", "-"],
    ],
    "settings": [
        ["form_title", "form_id", "version", "default_language", "hint"],
        ["Wellbeing in five statements", "wellbeing_index", 1, "English (en)", "Answer by what comes to mind first."],
    ],
    "scales": [["name", "groups"], ["wellbeing", "last_two_weeks"]],
    "rules": [
        ["id", "when", "level"],
        ["wellbeing_low", "share < 0.30", "high"],
        ["wellbeing_fair", "share < 0.60", "medium"],
        ["wellbeing_unknown", "unknown_share > 0.5", "not_enough"],
    ],
}

# 5. Four languages by their tags, in another order on each sheet; text with line
# breaks, quotes and mark-up; a sheet of notes that is no part of the form.
service_survey = {
    "notes": [["Ask the team before you change the lists."], ["Read aloud on 3 May."]],
    "settings": [
        ["version", "form_id", "form_title", "default_language", "allow_choice_duplicates"],
        [12, "service_survey", "Unser Dienst – Our service – Il nostro servizio", "de", "no"],
    ],
    "choices": [
        ["list_name", "name", "label::de", "label::en", "label::el", "label::it", "weight"],
        ["satisfaction", "very", "sehr zufrieden", "very satisfied", "πολύ ικανοποιημένοι", "molto soddisfatti", 3],
        ["satisfaction", "rather", "eher zufrieden", "rather satisfied", "μάλλον ικανοποιημένοι", "abbastanza soddisfatti", 2],
        ["satisfaction", "not", "nicht zufrieden", "not satisfied", "μη ικανοποιημένοι", "non soddisfatti", 0],
        ["channel", "phone", "Telefon", "Telephone", "Τηλέφωνο", "Telefono"],
        ["channel", "chat", "Chat", "Chat", "Συνομιλία", "Chat"],
        ["channel", "office", "Büro", "Office", "Γραφείο", "Ufficio"],
    ],
    "survey": [
        ["name", "type", "label::en", "label::de", "label::it", "label::el", "required", "relevant", "constraint",
         "constraint_message::en", "constraint_message::de", "constraint_message::it", "constraint_message::el", "required_message::en"],
        ["contact", "begin_group", "How you reached us", "Wie Sie uns erreicht haben", "Come ci ha raggiunto", "Πώς μας βρήκατε"],
        ["channels", "select_multiple channel", "How did you reach us?\nTick all that fit.", "Wie haben Sie uns erreicht?\nAlles Passende ankreuzen.", "Come ci ha raggiunto?\nSegnare tutto ciò che vale.", "Πώς μας βρήκατε;\nΣημειώστε όσα ισχύουν.",
         "TRUE", None, None, None, None, None, None, "Please answer."],
        ["minutes", "decimal", "How many minutes did you wait?", "Wie viele Minuten haben Sie gewartet?", "Quanti minuti ha aspettato?", "Πόσα λεπτά περιμένατε;",
         "true()", "selected(${channels}, 'phone') or selected(${channels}, 'chat')", ". >= 0 and . <= 240",
         "0 to 240 minutes.", "0 bis 240 Minuten.", "Da 0 a 240 minuti.", "0 έως 240 λεπτά."],
        [None, "end_group"],
        ["view", "begin_group", "Your view", "Ihre Sicht", "Il suo parere", "Η γνώμη σας", None, "count-selected(${channels}) > 0"],
        ["overall", "select_one satisfaction", 'All in all, how "satisfied" are you?', "Wie „zufrieden“ sind Sie insgesamt?", "Nel complesso, quanto è «soddisfatta/o»?", "Συνολικά, πόσο ικανοποιημένοι είστε;", "yes"],
        ["why_not", "text", "What was *not* right?", "Was war *nicht* in Ordnung?", "Che cosa *non* è andato bene?", "Τι *δεν* πήγε καλά;", "no", "${overall} = 'not' and ${minutes} > 30"],
        [None, "end_group"],
    ],
}

with_openpyxl("household_visit.xlsx", household_visit)
with_xlsxwriter("training_feedback.xlsx", training_feedback)
with_openpyxl("shelter_intake.xlsx", shelter_intake)
with_xlsxwriter("wellbeing_index.xlsx", wellbeing_index)
with_xlsxwriter("service_survey.xlsx", service_survey, inline=True)

# A form in which much is wrong, as forms of other programs may be.
many_faults = {
    "survey": [
        ["type", "name", "label::English (en)", "label::Italiano (it)", "required", "relevant", "constraint", "calculation", "choice_filter"],
        ["begin_repeat", "member", "Member of the household", "Componente del nucleo"],
        ["text", "first", "First word", "Prima parola", "yes", "${second} != ''"],
        ["text", "second", "Second word", "Seconda parola", "yes", "${first} != ''"],
        ["end_repeat"],
        ["select_one colour", "colour", "A colour", "Un colore"],
        ["select_one town", "town", "A town", "Una città", None, None, None, None, "region = ${colour}"],
        ["calculate", "sum", None, None, None, None, None, "1 + 1"],
        ["image", "photo", "A photograph", "Una fotografia"],
        ["integer", "age", "Age", None, None, None, "pulldata('ages', 'age', 'id', .) > 0"],
        ["integer", "age", "Age again", "Ancora l'età", "if(${age} > 3, 'yes', 'no')"],
        ["text", "summed", "=1+1", "Somma"],
    ],
    "choices": [
        ["list_name", "name", "label::English (en)", "label::Italiano (it)"],
        ["town", "here", "Here", "Qui"],
        ["town", "there is", "There", "Là"],
    ],
    "settings": [["form_title", "form_id", "version"], ["Many faults", "many_faults", "draft"]],
}

with_openpyxl("broken/many_faults.xlsx", many_faults)
